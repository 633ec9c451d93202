spectryn --markdown EPIC.md --tracker bitbucket --verbose
