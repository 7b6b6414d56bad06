"""The application: settings, one bootstrap that builds everything, the web app, the command line."""
