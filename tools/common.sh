# What demo and check share: packages, build directories, and where the project is. To be sourced by bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# what `meson setup build && meson compile -C build` needs on a bare Debian 12
build_packages=(gcc libc6-dev meson ninja-build pkg-config python3 zlib1g-dev libexpat1-dev libcjson-dev libkissfft-dev libcmocka-dev nettle-dev
	libsoundio-dev libserialport-dev libncurses-dev)
# what the tests need on top: C++ for the public headers, locales for a decimal comma, a browser for the report, a sound server and a
# terminal to drive
test_packages=(g++ binutils locales chromium pulseaudio pulseaudio-utils tmux gcc-arm-none-eabi qemu-system-arm
	slurmctld slurmd slurm-client munge parallel)

say() { printf '== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Install what is missing, by apt, as root or through sudo; say so, and say nothing more if all goes well.
install_missing() {
	local missing=() p sudo=() log
	command -v dpkg-query >/dev/null || die "this is no Debian; install by hand: $*"
	for p in "$@"; do is_installed "$p" || missing+=("$p"); done
	if [ ${#missing[@]} = 0 ]; then
		say "packages: all there"
		return
	fi
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null || die "these packages are missing, and there is neither root nor sudo to install them: ${missing[*]}"
		sudo=(sudo)
	fi
	log=$(mktemp)
	local apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Use-Pty=0)
	say "packages: installing ${missing[*]}"
	if ! apt-cache show --no-all-versions "${missing[@]}" >/dev/null 2>&1; then
		say "packages: the lists are not there yet, fetching them"
		"${apt[@]}" update >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
	fi
	if ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
		say "packages: that failed, once more with fresh lists"
		"${apt[@]}" update >"$log" 2>&1 || { cat "$log" >&2; die "apt-get update failed"; }
		"${apt[@]}" install --no-install-recommends "${missing[@]}" >"$log" 2>&1 || { cat "$log" >&2; die "apt-get install failed"; }
	fi
	rm -f "$log"
}

# build_in FOLDER [MESON OPTION...]: set up once, then compile; a folder that another tree or meson left behind is set up anew.
build_in() {
	local folder=$1 log
	shift
	log=$(mktemp)
	if [ ! -f "$folder/build.ninja" ]; then
		say "$folder: meson setup $*"
		meson setup "$folder" "$@" >"$log" 2>&1 || { cat "$log" >&2; die "meson setup failed"; }
	fi
	say "$folder: compiling"
	if ! meson compile -C "$folder" >"$log" 2>&1; then
		if grep -qE 'error:|FAILED' "$log"; then
			cat "$log" >&2
			die "$folder does not compile"
		fi
		say "$folder: cannot be used as it is, setting it up anew"
		meson setup --wipe "$folder" "$@" >"$log" 2>&1 || { cat "$log" >&2; die "meson setup failed"; }
		meson compile -C "$folder" >"$log" 2>&1 || { cat "$log" >&2; die "$folder does not compile"; }
	fi
	if grep -q 'warning:' "$log"; then grep -A3 'warning:' "$log" | head -40; fi
	rm -f "$log"
}
