spectryn \
  --markdown EPIC.md \
  --tracker bitbucket \
  --bitbucket-username your-username \
  --bitbucket-app-password your-password \
  --bitbucket-workspace your-workspace \
  --bitbucket-repo your-repo \
  --execute
