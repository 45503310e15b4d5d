// SPDX-License-Identifier: GPL-3.0-or-later

// chains DIRECTORY: Go's crypto/x509 judges the chains that mkchains wrote there, as bench/chains
// does: both certificates of each chain are parsed, and judged for its host, as a server, now.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
)

const issuers = 20

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "chains.go:", err)
		os.Exit(1)
	}
}

func read(name string) []byte {
	bytes, err := os.ReadFile(filepath.Join(os.Args[1], name))
	check(err)
	return bytes
}

// split cuts certificates apart: SEQUENCEs whose lengths have two or three octets.
func split(bytes []byte) (certs [][]byte) {
	for len(bytes) > 0 {
		octets := int(bytes[1] & 0x7f)
		n := 0
		for _, octet := range bytes[2 : 2+octets] {
			n = n<<8 | int(octet)
		}
		n += 2 + octets
		certs = append(certs, bytes[:n])
		bytes = bytes[n:]
	}
	return certs
}

func roots() *x509.CertPool {
	pool := x509.NewCertPool()
	for rest := read("roots.pem"); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return pool
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		check(err)
		pool.AddCert(cert)
	}
}

func main() {
	options := x509.VerifyOptions{Roots: roots()}
	helpers := split(read("intermediates.der"))
	for i, der := range split(read("leafs.der")) {
		leaf, err := x509.ParseCertificate(der)
		check(err)
		helper, err := x509.ParseCertificate(helpers[i%issuers])
		check(err)
		options.Intermediates = x509.NewCertPool()
		options.Intermediates.AddCert(helper)
		options.DNSName = fmt.Sprintf("s%d.bench.example", i)
		_, err = leaf.Verify(options)
		check(err)
	}
}
