# Required
export BITBUCKET_USERNAME=your-username
export BITBUCKET_APP_PASSWORD=your-app-password
export BITBUCKET_WORKSPACE=your-workspace
export BITBUCKET_REPO=your-repo

# Optional
export BITBUCKET_BASE_URL=https://api.bitbucket.org/2.0
