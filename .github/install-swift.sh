#!/usr/bin/env bash
# Installs Swift with swiftly, as https://www.swift.org/install says, where CI builds wheels: in a
# manylinux container (as root) or on macOS (beside Xcode, which has the SDK).
set -euo pipefail
version=6.3.3

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname) in
  Linux)
    archive=swiftly-$(uname -m).tar.gz
    curl -fsSLO "https://download.swift.org/swiftly/linux/$archive"
    tar xzf "$archive"
    ./swiftly init --assume-yes --no-modify-profile --skip-install --quiet-shell-followup
    ;;
  Darwin)
    curl -fsSLO https://download.swift.org/swiftly/darwin/swiftly.pkg
    installer -pkg swiftly.pkg -target CurrentUserHomeDirectory
    ~/.swiftly/bin/swiftly init --assume-yes --no-modify-profile --skip-install --quiet-shell-followup
    ;;
  *)
    echo "install-swift.sh: $(uname) is neither Linux nor macOS" >&2
    exit 1
    ;;
esac

# pyproject.toml has the folder of swiftly on the PATH.
hash -r
swiftly install --assume-yes --use --post-install-file="$folder/packages.sh" "$version"
if [ -f packages.sh ]; then
  bash packages.sh
fi
swift --version
