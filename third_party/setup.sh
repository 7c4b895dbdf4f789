# What ./run, ./test and .ci/run share: installing packages, configuring and building. To be sourced
# with $root set to the repository. Everything said goes to stderr; stdout belongs to the program.

say() { echo "$*" >&2; }

# missing_packages SECTION...: the packages of third_party/packages.txt that are not installed.
missing_packages() {
    local installed section choice alternative found
    installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package} ' 2>/dev/null)"
    while read -r section choice _; do
        [[ " $* " == *" $section "* ]] || continue
        found=
        for alternative in ${choice//|/ }; do
            [[ $installed == *" installed:$alternative "* ]] && found=yes
        done
        [[ $found ]] || echo "${choice%%|*}"
    done < <(sed 's/#.*//' "$root/third_party/packages.txt")
}

# install_packages SECTION...: installs what is missing, or says how and ends with 2.
install_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "This is no Debian: the counterparts of third_party/packages.txt are taken as installed."
        return
    fi
    local missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0
    if [[ $(id -u) -ne 0 ]]; then
        if ! sudo -n true 2>/dev/null; then
            say "Packages are missing, and this account may not install them. As root:"
            say "  apt-get install --no-install-recommends ${missing[*]}"
            exit 2
        fi
        as_root=(sudo -n)
    fi
    say "Installing: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get -q update &&
           "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qy install \
               --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -n 30 "$log" >&2
        say "apt-get could not install the packages above."
        exit 2
    fi
    rm -f "$log"
}

# show_progress LOG: copies a build's output to LOG and shows how far it is: in place on a terminal,
# else once every quarter.
show_progress() {
    local line percent shown=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >&3
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]]; then  # ninja
            [[ ${BASH_REMATCH[2]} -gt 2 ]] || continue   # looking for new files is no building
            percent=$((100 * BASH_REMATCH[1] / BASH_REMATCH[2]))
        elif [[ $line =~ ^\[\ *([0-9]+)%\] ]]; then  # make
            percent=${BASH_REMATCH[1]}
        else
            continue
        fi
        if [[ -t 2 ]]; then
            printf '\rbuilding %d %% ' "$percent" >&2
        elif [[ $((percent / 25)) -gt $((shown / 25)) ]]; then
            say "building $percent %"
        fi
        shown=$percent
    done 3>"$1"
    [[ ! -t 2 || $shown -eq 0 ]] || printf '\r\033[K' >&2
}

# configure PRESET: runs CMake in build/PRESET unless it was, for these presets and in this place.
configure() {
    local folder=$root/build/$1 generator=()
    local place="CMAKE_HOME_DIRECTORY:INTERNAL=$root"
    if [[ $folder/configured -nt $root/CMakePresets.json ]] &&
            grep -qsxF "$place" "$folder/CMakeCache.txt"; then
        return
    fi
    say "Configuring build/$1"
    # CMake refuses a cache that was made for another place (the repository was moved or copied).
    grep -qsxF "$place" "$folder/CMakeCache.txt" || rm -rf "$folder"
    if [[ ! -e $folder ]] && command -v ninja >/dev/null; then generator=(-G Ninja); fi
    mkdir -p "$folder"
    if ! (cd "$root" && cmake --preset "$1" "${generator[@]}") >"$folder/configure.log" 2>&1; then
        cat "$folder/configure.log" >&2
        say "CMake could not configure build/$1."
        exit 2
    fi
    touch "$folder/configured"
}

# build PRESET TARGET: configures where needed and builds TARGET in build/PRESET. Ends with 2 if it
# cannot.
build() {
    local folder=$root/build/$1
    configure "$1"
    if ! cmake --build "$folder" --target "$2" -j "$(nproc)" 2>&1 |
            show_progress "$folder/build.log"; then
        grep -vE '^\[ *[0-9]+(/[0-9]+|%)\]' "$folder/build.log" >&2
        say "The build in build/$1 failed."
        exit 2
    fi
}
