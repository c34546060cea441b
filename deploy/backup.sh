#!/bin/sh
# Write a backup into a folder and keep the latest ones: deploy/backup.sh FOLDER [HOW-MANY]
# Two archives: data, and keys. Copy them to another machine, each to a place of its own.
set -eu
folder=${1:?usage: backup.sh FOLDER [HOW-MANY]}
keep=${2:-14}
here=$(dirname -- "$(readlink -f -- "$0")")

mkdir -p "$folder"
"$here/../.venv/bin/visavis" backup "$folder"

forget_older() { # reads names, newest last
	sort -r | tail -n "+$((keep + 1))" | while IFS= read -r old; do rm -f -- "$old"; done
}
find "$folder" -maxdepth 1 -name 'visavis-*.keys.tar' | forget_older
find "$folder" -maxdepth 1 -name 'visavis-*.tar' ! -name '*.keys.tar' | forget_older
