package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// height of all tiles, as C2SP has it.
const height = 8

var client = &http.Client{Timeout: 20 * time.Second}

// site serves the files of one log.
type site struct{ url, token string }

func (s site) get(path, contentType string, lasting bool) ([]byte, error) {
	request, err := http.NewRequest("GET", strings.TrimSuffix(s.url, "/")+"/"+path, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "tlog-check (nobody@example.com)")
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s: %s", path, answer.Status, body)
	}
	if got := answer.Header.Get("Content-Type"); !strings.HasPrefix(got, contentType) {
		return nil, refuse("%s has the content type %q, must be %s", path, got, contentType)
	}
	if got := answer.Header.Get("Cache-Control"); lasting != strings.Contains(got, "immutable") {
		return nil, refuse("%s has Cache-Control %q", path, got)
	}
	return body, nil
}

func (s site) checkpoint() ([]byte, error) { return s.get("checkpoint", "text/plain", false) }

func (s site) tile(t tlog.Tile) ([]byte, error) {
	path := strings.Replace(t.Path(), "tile/8/", "tile/", 1)
	data, err := s.get(path, "application/octet-stream", true)
	if err == nil && len(data) != t.W*tlog.HashSize {
		return nil, refuse("%s has %d bytes, must be %d", path, len(data), t.W*tlog.HashSize)
	}
	return data, err
}

// bundle fetches the entries below a tile of level 0 and splits them: two bytes of length before each.
func (s site) bundle(t tlog.Tile) ([][]byte, error) {
	path := strings.Replace(t.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := s.get(path, "application/octet-stream", true)
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, refuse("%s ends within a length", path)
		}
		length := int(data[0])<<8 | int(data[1])
		if data = data[2:]; len(data) < length {
			return nil, refuse("%s ends within an entry", path)
		}
		entries = append(entries, data[:length])
		data = data[length:]
	}
	if len(entries) != t.W {
		return nil, refuse("%s has %d entries, must be %d", path, len(entries), t.W)
	}
	return entries, nil
}

// tiles is a site as the library wants it; it keeps what the library has authenticated.
type tiles struct {
	site
	kept map[tlog.Tile][]byte
}

func (t *tiles) Height() int { return height }

func (t *tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range wanted {
		hashes, ok := t.kept[tile]
		if !ok {
			var err error
			if hashes, err = t.tile(tile); err != nil {
				return nil, err
			}
		}
		data = append(data, hashes)
	}
	return data, nil
}

func (t *tiles) SaveTiles(authenticated []tlog.Tile, data [][]byte) {
	for i, tile := range authenticated {
		t.kept[tile] = data[i]
	}
}
