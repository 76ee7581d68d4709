#!/usr/bin/env bash
# Makes what the image holds: the compiled API with its migrations, the built console, and the packages they run on.
# The Dockerfile runs this, and so does a test outside Docker.
#
#   scripts/image-steps.sh <folder of the sources> <empty folder to fill>
set -euo pipefail

sources=$(realpath "$1")
mkdir -p "$2"
target=$(realpath "$2")

cd "$sources"
npm ci --prefer-offline
npx nx run-many -t build -p @castellan/api,@castellan/web --outputStyle=static

cp package.json package-lock.json .npmrc "$target"
for workspace in migrations api; do
  mkdir -p "$target/$workspace"
  cp "$workspace/package.json" "$target/$workspace"
done
mkdir -p "$target/web"
cp -r migrations/dist "$target/migrations"
cp -r api/dist "$target/api"
cp -r web/dist "$target/web"

# Without the other workspaces, since what they need at run time would be installed too. No scripts: no package needs
# one. No optional packages: they are the database and the Node of evaluation.
cd "$target"
npm pkg set --json workspaces='["migrations", "api"]'
npm ci --prefer-offline --omit=dev --omit=optional --ignore-scripts
