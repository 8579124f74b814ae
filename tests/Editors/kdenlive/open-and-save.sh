#!/bin/sh
# Opens a project in Kdenlive, has it saved as it stands, and ends it. Runs inside of xvfb-run and dbus-run-session; HOME is a folder of its own.
# usage: open-and-save.sh PROJECT
set -eu
project=$1
before=$(cksum < "$project")
export LIBGL_ALWAYS_SOFTWARE=1 QT_LOGGING_RULES='*=false' XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share" XDG_CACHE_HOME="$HOME/.cache"
# It keeps the note that it crashed in the folder for temporary files, where others' would be.
export TMPDIR="$HOME/tmp"
mkdir -p "$XDG_CONFIG_HOME" "$TMPDIR"
# Without these the first start asks questions.
printf '[misc]\nfirstRun=false\n[version]\nversion=22.12.3\n' > "$XDG_CONFIG_HOME/kdenliverc"
kdenlive "$project" > "$HOME/kdenlive.log" 2>&1 &
editor=$!
trap 'kill -9 $editor 2> /dev/null || true' EXIT
tries=0
while [ "$(cksum < "$project")" = "$before" ]; do
  tries=$((tries + 1))
  kill -0 $editor 2> /dev/null || { cat "$HOME/kdenlive.log"; echo "Kdenlive ended by itself"; exit 1; }
  [ $tries -le 150 ] || { cat "$HOME/kdenlive.log"; echo "Kdenlive did not save in time"; exit 1; }
  sleep 1
  name=$(dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.ListNames | sed -n 's/.*"\(org\.kde\.kdenlive-[0-9]*\)".*/\1/p')
  [ -n "$name" ] || continue
  window() { timeout 10 dbus-send --session --print-reply --dest="$name" /kdenlive/MainWindow_1 "$@" 2> /dev/null || true; }
  # The window has a title when the project is loaded; what is saved before that is half of it.
  window org.freedesktop.DBus.Properties.Get string:org.qtproject.Qt.QWidget string:windowTitle | grep -q 'string "..*"' || continue
  window org.kde.KMainWindow.activateAction string:file_save > /dev/null
done
# Saved whole: the file is written beside its place and renamed.
grep -q '</mlt>' "$project"
