#!/bin/sh
# Writes into ./secrets what compose.yaml and the cluster's secret are made of: random passwords and the ledger's key, one file
# each. What is there stays. Keep hub-ledger-key apart from the backups of the ledger: without it nothing in there can be read.
set -eu
mkdir -p secrets
chmod 700 secrets
put() { [ -e "secrets/$1" ] || { cat > "secrets/$1"; chmod 444 "secrets/$1"; }; } # the folder keeps others out
random() { head -c 32 /dev/urandom | base64; }
random | put hub-ledger-key
for name in hub.ledger.password hub.jms.password integrator-password operator-password auditor-password \
  admin-password prometheus-password grafana-password; do
  random | tr -d '+/=\n' | put "$name"
done
# The sandbox takes any GUID; put the one of N3.Health here.
echo 00000000-0000-4000-8000-000000000000 | put hub.n3.token
