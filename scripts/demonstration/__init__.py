"""The demo: all of phonebank on one machine, with a made-up coalition and a made-up carrier."""
