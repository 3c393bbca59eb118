package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// trust is whose signatures are believed.
type trust struct {
	known     note.Verifiers
	logs      []note.Verifier
	witnesses []note.Verifier
}

func newTrust(vkeys, witnesses []string) (*trust, error) {
	t := &trust{}
	for _, vkey := range vkeys {
		v, err := note.NewVerifier(vkey)
		if err != nil {
			return nil, fmt.Errorf("%v: %s", err, vkey)
		}
		t.logs = append(t.logs, v)
	}
	for _, vkey := range witnesses {
		v, err := newCosigner(vkey)
		if err != nil {
			return nil, err
		}
		t.witnesses = append(t.witnesses, v)
	}
	t.known = note.VerifierList(append(append([]note.Verifier{}, t.logs...), t.witnesses...)...)
	return t, nil
}

// head is a signed tree head.
type head struct {
	raw    []byte
	origin string
	tree   tlog.Tree
	signed []string
}

// open believes a checkpoint if a key of the log and every witness signed it. The note's library does the signatures;
// the tree's library reads size and root, whose first line it wants to be its own.
func (t *trust) open(raw []byte) (*head, error) {
	n, err := note.Open(raw, t.known)
	if err != nil {
		return nil, refuse("checkpoint: %v", err)
	}
	signed := make(map[string]bool)
	h := &head{raw: raw}
	for _, s := range n.Sigs {
		signed[id(s.Name, s.Hash)] = true
		h.signed = append(h.signed, s.Name)
	}
	end := strings.IndexByte(n.Text, '\n')
	h.origin = n.Text[:end]
	own := false
	for _, v := range t.logs {
		own = own || v.Name() == h.origin && signed[id(v.Name(), v.KeyHash())]
	}
	if !own {
		return nil, refuse("checkpoint: no key of %q signed it", h.origin)
	}
	for _, v := range t.witnesses {
		if !signed[id(v.Name(), v.KeyHash())] {
			return nil, refuse("checkpoint: witness %s did not cosign it", v.Name())
		}
	}
	h.tree, err = tlog.ParseTree([]byte("go.sum database tree" + n.Text[end:]))
	if err != nil {
		return nil, refuse("checkpoint: %v", err)
	}
	return h, nil
}

func id(name string, hash uint32) string { return fmt.Sprintf("%s+%08x", name, hash) }

// cosigner checks C2SP's cosignature/v1, which the library leaves to its users: type 4, eight bytes of time and an
// Ed25519 signature over "cosignature/v1", the time and the note's text.
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newCosigner(vkey string) (*cosigner, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("not a public key: %s", vkey)
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("not the public key of a witness: %s", vkey)
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	c := &cosigner{parts[0], binary.BigEndian.Uint32(sum[:4]), key[1:]}
	if parts[1] != fmt.Sprintf("%08x", c.hash) {
		return nil, fmt.Errorf("the id of the key is not its hash, %08x: %s", c.hash, vkey)
	}
	return c, nil
}

func (c *cosigner) Name() string    { return c.name }
func (c *cosigner) KeyHash() uint32 { return c.hash }

func (c *cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	var m bytes.Buffer
	fmt.Fprintf(&m, "cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	m.Write(msg)
	return ed25519.Verify(c.key, m.Bytes(), sig[8:])
}
