// SPDX-License-Identifier: GPL-3.0-or-later

// The crypto/x509 of Go as a peer of the differential fuzzer: it reads chains from its standard
// input and answers each with a line.  A chain is a host, the time in seconds, and certificates,
// the anchor first and the leaf last, each behind its length of four octets; an empty one ends it.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

func next(in *bufio.Reader) []byte {
	var n uint32
	if binary.Read(in, binary.BigEndian, &n) != nil {
		os.Exit(0)
	}
	out := make([]byte, n)
	if _, err := io.ReadFull(in, out); err != nil {
		os.Exit(1)
	}
	return out
}

var reasons = map[x509.InvalidReason]string{
	x509.NotAuthorizedToSign:           "not a CA",
	x509.Expired:                       "time",
	x509.CANotAuthorizedForThisName:    "name not permitted",
	x509.TooManyIntermediates:          "path length",
	x509.IncompatibleUsage:             "usage",
	x509.NameMismatch:                  "issuer's name",
	x509.NameConstraintsWithoutSANs:    "no names",
	x509.UnconstrainedName:             "name cannot be constrained",
	x509.TooManyConstraints:            "limit",
	x509.CANotAuthorizedForExtKeyUsage: "usage of the CA",
}

// A kind of fault, without what is particular to the case.
func kind(err error) string {
	switch e := err.(type) {
	case x509.CertificateInvalidError:
		return reasons[e.Reason]
	case x509.HostnameError:
		return "host"
	case x509.UnhandledCriticalExtension:
		return "critical extension"
	case x509.UnknownAuthorityError:
		text := e.Error()
		if at := strings.Index(text, "possibly because of "); at >= 0 {
			text = text[at+len("possibly because of "):]
			if at := strings.LastIndex(text, " while trying"); at >= 0 {
				text = text[:at]
			}
			return "no issuer: " + strings.Trim(text, "\"")
		}
		return "no issuer"
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

func judge(host string, now int64, certs [][]byte) string {
	options := x509.VerifyOptions{
		DNSName: host, CurrentTime: time.Unix(now, 0),
		Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(),
	}
	for i, der := range certs[:len(certs)-1] {
		cert, err := x509.ParseCertificate(der)
		if err != nil {
			continue
		}
		if i == 0 {
			options.Roots.AddCert(cert)
		} else {
			options.Intermediates.AddCert(cert)
		}
	}
	leaf, err := x509.ParseCertificate(certs[len(certs)-1])
	if err == nil {
		_, err = leaf.Verify(options)
	}
	if err != nil {
		return "no " + kind(err)
	}
	return "ok"
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	for {
		var certs [][]byte
		host := string(next(in))
		now, err := strconv.ParseInt(string(next(in)), 10, 64)
		if err != nil {
			os.Exit(1)
		}
		for {
			der := next(in)
			if len(der) == 0 {
				break
			}
			certs = append(certs, der)
		}
		fmt.Fprintln(out, judge(host, now, certs))
		out.Flush()
	}
}
