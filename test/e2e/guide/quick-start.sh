# Install spectryn
npm install --global spectryn

# Optional: Install with atlassian-python-api for enhanced Server support
npm install --global spectryn

# Sync markdown to Bitbucket
spectryn --markdown EPIC.md --tracker bitbucket --execute
