package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// checkLog verifies all that a site serves of a log: the root computed anew from the entries, every tile against the
// tree over them, proofs of single entries from tiles, and that the log grew out of an older checkpoint.
//
// The tree over the entries comes first, and tiles are compared with it hash by hash: the library's reader of tiles
// (v0.7.0) checks a tile against its parent only from the n-th tile of a request on, n being the number of subtrees at the
// tree's edge, and several of those may share a tile.
func checkLog(s site, t *trust, grownFrom, save string, prove int64) (string, error) {
	raw, err := s.checkpoint()
	if err != nil {
		return "", err
	}
	h, err := t.open(raw)
	if err != nil {
		return "", err
	}
	leaves, stored, err := checkEntries(s, h.tree)
	if err != nil {
		return "", err
	}
	count, err := checkTiles(s, h.tree, stored)
	if err != nil {
		return "", err
	}
	reader := tlog.TileHashReader(h.tree, &tiles{s, make(map[tlog.Tile][]byte)})
	if err := proveSome(h.tree, reader, leaves, prove); err != nil {
		return "", err
	}
	verdict := fmt.Sprintf("%s, %d entries in %d tiles, root %v, signed by %s",
		h.origin, h.tree.N, count, h.tree.Hash, strings.Join(h.signed, ", "))
	if grownFrom != "" {
		old, err := checkGrowth(s, t, h, reader, stored, grownFrom)
		if err != nil {
			return "", err
		}
		verdict += fmt.Sprintf(", grown from %d", old)
	}
	if save != "" {
		if err := os.WriteFile(save, h.raw, 0o644); err != nil {
			return "", err
		}
	}
	return verdict, nil
}

// hashes are the nodes of a tree in the order in which the library stores them.
type hashes []tlog.Hash

func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var found []tlog.Hash
	for _, i := range indexes {
		found = append(found, h[i])
	}
	return found, nil
}

func (h hashes) with(index int64, leaf tlog.Hash) (hashes, error) {
	more, err := tlog.StoredHashesForRecordHash(index, leaf, h)
	return append(h, more...), err
}

func tileOf(level int, n, count int64) tlog.Tile {
	width := count - n<<height
	if width > 1<<height {
		width = 1 << height
	}
	return tlog.Tile{H: height, L: level, N: n, W: int(width)}
}

// checkEntries computes the root over the entries. If it is not the signed one, the leaves as the tiles have them tell
// which entry is wrong.
func checkEntries(s site, tree tlog.Tree) ([]tlog.Hash, hashes, error) {
	var leaves []tlog.Hash
	var stored, told hashes
	wrong := int64(-1)
	for n := int64(0); n<<height < tree.N; n++ {
		tile := tileOf(0, n, tree.N)
		entries, err := s.bundle(tile)
		if err != nil {
			return nil, nil, err
		}
		data, err := s.tile(tile)
		if err != nil {
			return nil, nil, err
		}
		for i, entry := range entries {
			index := n<<height + int64(i)
			leaf := tlog.RecordHash(entry)
			var other tlog.Hash
			copy(other[:], data[i*tlog.HashSize:])
			if leaf != other && wrong < 0 {
				wrong = index
			}
			leaves = append(leaves, leaf)
			if stored, err = stored.with(index, leaf); err != nil {
				return nil, nil, err
			}
			if told, err = told.with(index, other); err != nil {
				return nil, nil, err
			}
		}
	}
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil || root == tree.Hash {
		return leaves, stored, err
	}
	if other, err := tlog.TreeHash(tree.N, told); err == nil && other == tree.Hash {
		return nil, nil, refuse("entry %d is not the one that is in the tree", wrong)
	}
	return nil, nil, refuse("the entries have the root %v, signed is %v", root, tree.Hash)
}

// checkTiles compares every tile of a tree with the nodes that follow from the entries.
func checkTiles(s site, tree tlog.Tree, stored hashes) (int, error) {
	count := 0
	for level := 0; tree.N>>(height*level) > 0; level++ {
		nodes := tree.N >> (height * level)
		for n := int64(0); n<<height < nodes; n++ {
			tile := tileOf(level, n, nodes)
			data, err := s.tile(tile)
			if err != nil {
				return 0, err
			}
			right, err := tlog.ReadTileData(tile, stored)
			if err != nil {
				return 0, err
			}
			for i := range right {
				if right[i] != data[i] {
					return 0, refuse("%s: hash %d is not that of the tree", tile.Path(), i/tlog.HashSize)
				}
			}
			count++
		}
	}
	return count, nil
}

func proveSome(tree tlog.Tree, reader tlog.HashReader, leaves []tlog.Hash, most int64) error {
	step := int64(1)
	if most > 0 && tree.N > most {
		step = tree.N / most
	}
	for index := int64(0); index < tree.N; index += step {
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		if err != nil {
			return blamed(fmt.Sprintf("proof of entry %d", index), err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaves[index]); err != nil {
			return refuse("proof of entry %d: %v", index, err)
		}
	}
	return nil
}

// checkGrowth proves that the log only grew, and that the files of the older tree are still those of then.
func checkGrowth(s site, t *trust, h *head, reader tlog.HashReader, stored hashes, file string) (int64, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	old, err := t.open(raw)
	if err != nil {
		return 0, err
	}
	if old.tree.N > h.tree.N {
		return 0, refuse("the log had %d entries and has %d", old.tree.N, h.tree.N)
	}
	if old.tree.N == h.tree.N && old.tree.Hash != h.tree.Hash {
		return 0, refuse("two roots are signed for %d entries", h.tree.N)
	}
	if old.tree.N < h.tree.N {
		proof, err := tlog.ProveTree(h.tree.N, old.tree.N, reader)
		if err != nil {
			return 0, blamed("proof of growth", err)
		}
		if err := tlog.CheckTree(proof, h.tree.N, h.tree.Hash, old.tree.N, old.tree.Hash); err != nil {
			return 0, refuse("it did not grow out of the checkpoint of %d entries: %v", old.tree.N, err)
		}
	}
	_, err = checkTiles(s, old.tree, stored)
	return old.tree.N, err
}

// blamed is a refusal if the library does not believe what it was given, and else what went wrong on the way.
func blamed(what string, err error) error {
	if strings.Contains(err.Error(), "inconsistent tile") {
		return refuse("%s: %v", what, err)
	}
	return err
}
