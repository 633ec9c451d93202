# Install with atlassian-python-api
npm install --global spectryn

# Use as normal - adapter detects Server and uses library automatically
spectryn --markdown EPIC.md --tracker bitbucket --execute
