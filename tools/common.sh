# What demo and check share: packages, build directories, and where the project is. To be sourced by bash.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# what `meson setup build && meson compile -C build` needs on a bare Debian 12
build_packages=(gcc libc6-dev meson ninja-build pkg-config python3 zlib1g-dev libexpat1-dev libcjson-dev libkissfft-dev libcmocka-dev nettle-dev
	libsoundio-dev libserialport-dev libncurses-dev libmicrohttpd-dev libsqlite3-dev libzip-dev)
# what the tests need on top: C++ for the public headers, locales for a decimal comma, a browser for the report, a sound server and a
# terminal to drive
test_packages=(g++ binutils locales chromium pulseaudio pulseaudio-utils tmux gcc-arm-none-eabi qemu-system-arm
	slurmctld slurmd slurm-client munge parallel nodejs npm clang clang-format libclang-rt-14-dev doxygen dpkg-dev)

# what tools/check --long needs besides
long_packages=(valgrind r-base-core)

say() { printf '== %s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# Node comes under several packages' names: the command counts.
is_installed() {
	case $1 in nodejs) command -v node >/dev/null && return ;; npm) command -v npm >/dev/null && return ;; esac
	dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed # a line an architecture
}

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

# Independent readers, validators and a browser's driver, for the tests alone: NAME@VERSION, each taken as it is packed and without what it in turn
# asks for (what is needed of that stands here too), into build-npm/node_modules, where nothing else is.
node_packages=(fit-file-parser@6.1.2 buffer@6.0.3 base64-js@1.5.1 ieee754@1.2.1 bids-validator@1.15.0 playwright-core@1.54.2 axe-core@4.10.3
	ajv@8.17.1 fast-deep-equal@3.1.3 fast-uri@3.0.6 json-schema-traverse@1.0.0 require-from-string@2.0.2)

install_node_packages() {
	local into=$root/build-npm/node_modules p name at missing=()
	for p in "$@"; do
		name=${p%@*} at=${p##*@}
		[ "$(sed -n 's/^  "version": "\(.*\)",\{0,1\}$/\1/p' "$into/$name/package.json" 2>/dev/null | head -n 1)" = "$at" ] || missing+=("$p")
	done
	[ ${#missing[@]} = 0 ] && return
	say "npm: fetching ${missing[*]}"
	local box log
	box=$(mktemp -d) log=$(mktemp)
	for p in "${missing[@]}"; do
		name=${p%@*}
		(cd "$box" && npm pack --silent "$p") >"$log" 2>&1 || { cat "$log" >&2; die "npm pack $p failed"; }
		rm -rf "${into:?}/$name"
		mkdir -p "$into/$name"
		tar -xzf "$box/$(tail -n 1 "$log")" -C "$into/$name" --strip-components=1 || die "$p: cannot be unpacked"
	done
	rm -rf "$box" "$log"
}
