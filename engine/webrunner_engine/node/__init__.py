"""One SlapOS node in one folder: opened (`opening`), on addresses of its own (`network`), mended (`orphans`)."""
