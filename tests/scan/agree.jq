# SPDX-License-Identifier: GPL-3.0-or-later
# Compares the JSON of a scan with what another program found ($other: the objects of agree.awk;
# $name: its name).  Prints a line for each difference: "only scan: …" is what the other program has
# not found.
def both($what; $ours; $theirs):
    ($ours - $theirs | if length > 0 then "\($what) only scan: \(sort | join(" "))" else empty end),
    ($theirs - $ours | if length > 0 then "\($what) only \($name): \(sort | join(" "))" else empty end);

# An order counts if the server has one, and holds within each list.
def order($row; $list):
    [$row.suites[] | select(IN($list[]))] as $ours
    | [$list[] | select(IN($row.suites[]))] as $theirs
    | if $row.order == "server" and $ours != $theirs then
          "\($row.version) order: scan \($ours | join(" ")); \($name) \($theirs | join(" "))"
      else empty end;

# The groups of a version, or all curves, as testssl.sh has them.
def groups($version):
    [.groups[] | select($version == "any" and .id < 256 or .version == $version) | .id | tostring]
    | unique;

# The versions whose groups are compared: none if no group was asked for.
def group_versions:
    [$other[] | select(.group) | .version] as $theirs
    | if $theirs == [] then [] elif $theirs[0] == "any" then ["any"]
      else $theirs + [.groups[].version] | unique end;

def unknown:
    .versions[] | select(.accepted == null or (.accepted and (.complete | not)))
    | "\(.version): not found out";

def suites:
    .versions[] | select(.accepted) | . as $row
    | [$other[] | select(.version == $row.version and .suite)] as $theirs
    | both("\(.version) suites"; .suites; [$theirs[].suite]),
      ($theirs | group_by(.list)[] | select(.[0].list != "") | order($row; map(.suite)));

. as $scan
| unknown,
  both("versions"; [.versions[] | select(.accepted) | .version]; [$other[].accepted | values]),
  suites,
  (group_versions[] as $version
    | both("\($version) groups"; groups($version);
        [$other[] | select(.version == $version and .group) | .group | tostring]))
