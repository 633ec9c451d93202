# Dry-run to verify connection
spectryn --markdown EPIC.md --tracker bitbucket --verbose
