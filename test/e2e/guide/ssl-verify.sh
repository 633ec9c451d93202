# Disable SSL verification (not recommended for production)
export BITBUCKET_SSL_VERIFY=false
