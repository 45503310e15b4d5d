# SPDX-License-Identifier: GPL-3.0-or-later
# Draws what a terminal shows, ANSI colours included, as an SVG picture: awk -v title=TEXT -f this.
# The picture follows the reader's light or dark theme.  Its description is the text itself, so that
# a screen reader gets what the eye gets.

BEGIN {
    SIZE = 14      # of the letters, in pixels
    ADVANCE = 8.43 # the width of one, a little more than that of the common fonts
    LEADING = 20   # from line to line
    MARGIN = 18
    COLUMNS = 80   # the least width
    ink_of["32"] = "good"
    ink_of["33"] = "warn"
    ink_of["1;31"] = "bad"
    ink_of["2"] = "dim"
    ink_of["1"] = "bold"
}

function escape(s) {
    gsub(/&/, "\\&amp;", s)
    gsub(/</, "\\&lt;", s)
    gsub(/>/, "\\&gt;", s)
    return s
}

# Continuation bytes of UTF-8 take no column.
function columns(s) {
    gsub(/[\200-\277]/, "", s)
    return length(s)
}

# Each piece starts with the rest of an escape sequence, "1;31mFAIL", except the first one.
{
    parts = split($0, piece, "\033\\[")
    drawn = ""
    plain = ""
    for (i = 1; i <= parts; i++) {
        text = piece[i]
        if (i > 1) {
            end = index(text, "m")
            code = substr(text, 1, end - 1)
            text = substr(text, end + 1)
            if (code != "0" && !(code in ink_of)) {
                print "terminal.awk: no colour for ESC[" code "m" >"/dev/stderr"
                failed = 1
                exit 1
            }
            ink = code == "0" ? "" : ink_of[code]
        }
        plain = plain text
        text = escape(text)
        if (text != "")
            drawn = drawn (ink == "" ? text : "<tspan class=\"" ink "\">" text "</tspan>")
    }
    if (columns(plain) > COLUMNS)
        COLUMNS = columns(plain)
    said[NR] = escape(plain)
    line[NR] = drawn
}

END {
    if (failed || NR == 0)
        exit 1
    width = int(2 * MARGIN + COLUMNS * ADVANCE + 0.5)
    height = 2 * MARGIN + NR * LEADING
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " width " " height "\"" \
        " width=\"" width "\" height=\"" height "\" role=\"img\"" \
        " aria-labelledby=\"title desc\">"
    print "<title id=\"title\">" escape(title) "</title>"
    print "<desc id=\"desc\">"
    for (i = 1; i <= NR; i++)
        print said[i]
    print "</desc>"
    print "<style>"
    print "text { font: " SIZE "px ui-monospace, SFMono-Regular, Menlo, Consolas," \
        " \"DejaVu Sans Mono\", monospace; fill: #1f2328; white-space: pre }"
    print "rect { fill: #f6f8fa; stroke: #d1d9e0 }"
    print ".good { fill: #116329 }"
    print ".warn { fill: #7d4e00 }"
    print ".bad { fill: #b3141f; font-weight: 700 }"
    print ".dim { fill: #59636e }"
    print ".bold { font-weight: 700 }"
    print "@media (prefers-color-scheme: dark) {"
    print "text { fill: #e6edf3 }"
    print "rect { fill: #161b22; stroke: #3d444d }"
    print ".good { fill: #56d364 }"
    print ".warn { fill: #e3b341 }"
    print ".bad { fill: #ff7b72 }"
    print ".dim { fill: #9198a1 }"
    print "}"
    print "</style>"
    print "<rect x=\"0.5\" y=\"0.5\" width=\"" width - 1 "\" height=\"" height - 1 \
        "\" rx=\"8\"/>"
    for (i = 1; i <= NR; i++) {
        if (line[i] != "")
            print "<text x=\"" MARGIN "\" y=\"" MARGIN + i * LEADING - 6 \
                "\" xml:space=\"preserve\">" line[i] "</text>"
    }
    print "</svg>"
}
