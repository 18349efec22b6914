// Verifies sample logs with Go's golang.org/x/mod/sumdb (note and tlog) and the Go standard library,
// sharing nothing with the code that wrote them. Usage: verify FOLDER. Exit 1 at the first fault.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Around the edges of a tile and of the next level, and a large one.
var sizes = []int64{0, 1, 2, 255, 256, 257, 65535, 65536, 65537, 1000000}

var count = map[string]int{}

func check(err error, what string) {
	if err != nil {
		fmt.Printf("%s: %v\n", what, err)
		os.Exit(1)
	}
}

func want(ok bool, what string) {
	if !ok {
		fmt.Printf("%s\n", what)
		os.Exit(1)
	}
	count[strings.SplitN(what, ":", 2)[0]]++
}

func read(parts ...string) string {
	data, err := os.ReadFile(filepath.Join(parts...))
	check(err, "read")
	return string(data)
}

func hashOf(text string) (hash tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(text)
	check(err, "base64")
	want(copy(hash[:], data) == tlog.HashSize, "hash size: "+text)
	return hash
}

func hashes(text string) (list []tlog.Hash) {
	for _, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if line != "" {
			list = append(list, hashOf(line))
		}
	}
	return list
}

// openCheckpoint verifies the log's signature by sumdb/note and reads the text.
func openCheckpoint(text, vkey string) (tlog.Tree, *note.Note) {
	verifier, err := note.NewVerifier(vkey)
	check(err, "vkey")
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	check(err, "note")
	changed := bytes.Replace([]byte(text), []byte("\n"), []byte("x\n"), 1)
	_, err = note.Open(changed, note.VerifierList(verifier))
	want(err != nil, "changed note refused: "+vkey)
	lines := strings.Split(opened.Text, "\n")
	want(lines[0] == verifier.Name(), "origin is the key's name: "+lines[0])
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err, "size")
	return tlog.Tree{N: size, Hash: hashOf(lines[2])}, opened
}

// cosigned verifies a type 0x04 signature with the standard library alone.
func cosigned(opened *note.Note, vkey string) bool {
	parts := strings.SplitN(vkey, "+", 3)
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	check(err, "witness key")
	for _, signature := range opened.UnverifiedSigs {
		data, err := base64.StdEncoding.DecodeString(signature.Base64)
		check(err, "cosignature")
		if signature.Name != parts[0] || fmt.Sprintf("%08x", signature.Hash) != parts[1] {
			continue
		}
		seconds := binary.BigEndian.Uint64(data[4:12])
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", seconds, opened.Text)
		return typed[0] == 4 && ed25519.Verify(typed[1:], []byte(message), data[12:])
	}
	return false
}

func checkProof(folder, name string) {
	const magic = "c2sp.org/tlog-proof@v1\nindex "
	text := read(folder, name)
	want(strings.HasPrefix(text, magic), "proof header: "+name)
	head, checkpoint, _ := strings.Cut(text, "\n\n")
	number, path, _ := strings.Cut(strings.TrimPrefix(head, magic), "\n")
	index, err := strconv.ParseInt(number, 10, 64)
	check(err, "index")
	tree, opened := openCheckpoint(checkpoint, read(folder, "log.vkey"))
	want(cosigned(opened, read(folder, "witness.vkey")), "proof cosigned: "+name)
	leaf := tlog.RecordHash([]byte(fmt.Sprintf("EXERCISE entry %d", index)))
	other := tlog.RecordHash([]byte("EXERCISE another entry"))
	proof := tlog.RecordProof(hashes(path))
	check(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf), folder+"/"+name)
	want(tlog.CheckRecord(proof, tree.N, tree.Hash, index, other) != nil, "other entry refused: "+name)
	count["inclusion proofs"]++
}

func checkConsistency(folder, name string, tree tlog.Tree) {
	from, err := strconv.ParseInt(strings.TrimPrefix(name, "consistency-"), 10, 64)
	check(err, name)
	list := hashes(read(folder, name))
	check(tlog.CheckTree(list[1:], tree.N, tree.Hash, from, list[0]), folder+"/"+name)
	count["consistency proofs"]++
}

// tiles reads tlog-tiles paths, which lack the tile height that Go's own paths begin with.
type tiles struct{ folder string }

func (t tiles) Height() int                     { return 8 }
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range list {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(t.folder, path))
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

// checkTiles lets Go authenticate every leaf tile against the signed root, and make proofs of its
// own from the tiles.
func checkTiles(folder string, tree tlog.Tree) {
	reader := tlog.TileHashReader(tree, tiles{folder})
	root, err := tlog.TreeHash(tree.N, reader)
	check(err, folder+" tiles")
	want(root == tree.Hash, "tile roots: "+folder)
	for first := int64(0); first < tree.N; first += 256 {
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, first)})
		check(err, folder+" leaf")
		leaf := tlog.RecordHash([]byte(fmt.Sprintf("EXERCISE entry %d", first)))
		want(stored[0] == leaf, "leaves in tiles: "+folder)
	}
	_, err = tlog.ProveRecord(tree.N, tree.N-1, reader)
	check(err, folder+" proof from tiles")
}

func checkLog(folder string) {
	tree, opened := openCheckpoint(read(folder, "checkpoint"), read(folder, "log.vkey"))
	want(cosigned(opened, read(folder, "witness.vkey")), "heads cosigned: "+folder)
	want(strconv.FormatInt(tree.N, 10) == filepath.Base(folder), "heads: "+folder)
	entries, err := os.ReadDir(folder)
	check(err, folder)
	for _, entry := range entries {
		switch {
		case strings.HasSuffix(entry.Name(), ".tlog-proof"):
			checkProof(folder, entry.Name())
		case strings.HasPrefix(entry.Name(), "consistency-"):
			checkConsistency(folder, entry.Name(), tree)
		case entry.Name() == "tile":
			checkTiles(folder, tree)
		}
	}
}

func main() {
	for _, size := range sizes {
		checkLog(filepath.Join(os.Args[1], strconv.FormatInt(size, 10)))
	}
	want(count["inclusion proofs"] >= 100, "samples: enough of them")
	fmt.Printf("verified %d heads, %d inclusion proofs, %d consistency proofs, %d tiled logs\n",
		count["heads"], count["inclusion proofs"], count["consistency proofs"], count["tile roots"])
}
