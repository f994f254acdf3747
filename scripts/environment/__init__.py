"""Making the environment: Python packages in .venv, front-end packages in node_modules.

Runs on the machine's own Python before anything is installed: the standard library only.
"""
