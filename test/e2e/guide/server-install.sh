npm install --global spectryn
