#!/usr/bin/env bash
# Remakes the two fonts beside this script, byte for byte. Needs npm and python3 with pip.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm pack --silent --pack-destination "$work" @expo-google-fonts/noto-sans-sc@0.4.3 >/dev/null
tar -xzf "$work"/*.tgz -C "$work"
python3 -m pip install --quiet --disable-pip-version-check --target "$work/python" fonttools==4.68.0
export PYTHONPATH="$work/python"

subset() { # weight, file in the package, target
    python3 subset.py "$1" "$work/package/$2" "$3"
}

subset regular 400Regular/NotoSansSC_400Regular.ttf NotoSansSC-Regular-subset.ttf
subset semibold 600SemiBold/NotoSansSC_600SemiBold.ttf NotoSansSC-SemiBold-subset.ttf
cp "$work/package/LICENSE_FONT" OFL.txt
