"""The loop that keeps running shifts true: lost jobs, lost events, lost volunteers."""
