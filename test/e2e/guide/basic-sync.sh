# Dry-run (preview changes)
spectryn --markdown EPIC.md --tracker bitbucket

# Execute sync
spectryn --markdown EPIC.md --tracker bitbucket --execute
