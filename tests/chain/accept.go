// SPDX-License-Identifier: GPL-3.0-or-later

// accept ROOT FILE: checks a list of certificates with the root alone by crypto/x509, and
// its order as TLS 1.2 wants it: each certificate is signed by the one after it, and none is a root.
package main

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func fail(text string) {
	fmt.Println(text)
	os.Exit(1)
}

func read(path string) (certs []*x509.Certificate) {
	data, err := os.ReadFile(path)
	if err != nil {
		fail(err.Error())
	}
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			fail(err.Error())
		}
		certs = append(certs, c)
	}
	return certs
}

func main() {
	roots, others := x509.NewCertPool(), x509.NewCertPool()
	for _, c := range read(os.Args[1]) {
		roots.AddCert(c)
	}
	certs := read(os.Args[2])
	for i, c := range certs {
		if i > 0 {
			others.AddCert(c)
			if err := certs[i-1].CheckSignatureFrom(c); err != nil {
				fail(fmt.Sprintf("certificate %d is not signed by the next: %v", i, err))
			}
		}
		if len(certs) > 1 && bytes.Equal(c.RawSubject, c.RawIssuer) && c.CheckSignatureFrom(c) == nil {
			fail(fmt.Sprintf("certificate %d is a root", i+1))
		}
	}
	if _, err := certs[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: others}); err != nil {
		fail(err.Error())
	}
}
