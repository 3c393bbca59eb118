package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// evidence is the part of the document that proves something.
type evidence struct {
	Entry  []byte `json:"entry"`
	Schema string `json:"schema"`
	Proof  string `json:"proof"`
}

// checkEvidence verifies one entry's evidence: the proof is C2SP's tlog-proof, the entry begins with its schema's hash.
func checkEvidence(file string, t *trust) (string, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var e evidence
	if err := json.Unmarshal(raw, &e); err != nil {
		return "", refuse("not evidence: %v", err)
	}
	cut := strings.Index(e.Proof, "\n\n")
	if cut < 0 {
		return "", refuse("the proof has no checkpoint")
	}
	index, hashes, err := parseProof(strings.Split(e.Proof[:cut], "\n"))
	if err != nil {
		return "", err
	}
	h, err := t.open([]byte(e.Proof[cut+2:]))
	if err != nil {
		return "", err
	}
	if index >= h.tree.N {
		return "", refuse("entry %d is not below %d", index, h.tree.N)
	}
	if err := tlog.CheckRecord(hashes, h.tree.N, h.tree.Hash, index, tlog.RecordHash(e.Entry)); err != nil {
		return "", refuse("entry %d: %v", index, err)
	}
	schema := sha256.Sum256([]byte(e.Schema))
	if !strings.HasPrefix(string(e.Entry), string(schema[:])) {
		return "", refuse("the schema is not the one that the entry names")
	}
	return fmt.Sprintf("entry %d of %s at %d entries, %d bytes of proof, signed by %s",
		index, h.origin, h.tree.N, len(e.Proof), strings.Join(h.signed, ", ")), nil
}

func parseProof(lines []string) (int64, tlog.RecordProof, error) {
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, refuse("not a tlog-proof: %q", lines[0])
	}
	if lines = lines[1:]; len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return 0, nil, refuse("the proof has no index")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[0], "index "), 10, 64)
	if err != nil || index < 0 {
		return 0, nil, refuse("the proof's index is none: %q", lines[0])
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, refuse("the proof has a line that is no hash: %q", line)
		}
		proof = append(proof, hash)
	}
	return index, proof, nil
}
