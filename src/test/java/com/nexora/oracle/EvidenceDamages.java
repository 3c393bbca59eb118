package com.nexora.oracle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.generic.GenericRecord;

/**
 * Makes the evidence of entries of a log from docs/audit-evidence.md, and damages it in every way
 * that can befall one entry's evidence. Knows the published formats only.
 */
public final class EvidenceDamages {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DAY = "1d";
  private static final long OLD = 1_700_000_000L;

  private final TrailForge forge;
  private final List<TrailRecord> log;
  private final List<byte[]> entries;
  private final NoteForge signer;
  private final NoteForge timer;
  private final NoteForge witness = new NoteForge("witness.example/w");
  private final String origin;
  private final String schema;
  private final Random random;
  private final List<EvidenceDamage> all = new ArrayList<>();

  /**
   * @param log at least 20 entries from leaf 0 on
   * @param signer of the log's checkpoints, under its origin
   * @param schema the text of the entries' schema
   */
  public EvidenceDamages(
      final TrailForge forge,
      final List<TrailRecord> log,
      final NoteForge signer,
      final String origin,
      final String schema,
      final long seed) {
    this.forge = forge;
    this.log = List.copyOf(log);
    this.entries = log.stream().map(forge::entryBytes).toList();
    this.signer = signer;
    this.timer = signer.named(origin.substring(0, origin.indexOf('/')));
    this.origin = origin;
    this.schema = schema;
    this.random = new Random(seed);
  }

  /** The evidence of an entry, undamaged. */
  public String intact(final int leaf) {
    return evidence(leaf, entries).toString();
  }

  /** All damages to the evidence of one entry. */
  public List<EvidenceDamage> of(final int leaf) {
    entry(leaf);
    proof(leaf);
    trees(leaf);
    signatures(leaf);
    hmacs(leaf);
    forms(leaf);
    return all;
  }

  private void entry(final int leaf) {
    final byte[] entry = entries.get(leaf);
    for (int i = 0; i < 12; i++) {
      final int at = random.nextInt(entry.length);
      final ObjectNode changed = evidence(leaf, entries);
      changed.put("entry", base64(TrailForge.flipped(entry, at)));
      add("byte %d of the entry".formatted(at), changed, "edited", "leaf " + leaf);
    }
    final ObjectNode neighbour = evidence(leaf, entries);
    neighbour.put("entry", base64(entries.get(leaf - 1)));
    add("the entry before it", neighbour, "edited", "leaf " + leaf);
    final ObjectNode other = evidence(leaf, entries);
    other.put("schema", schema.replace("audit_id", "audit_ID"));
    add("another schema", other, "edited", "the schema");
  }

  private void proof(final int leaf) {
    final List<String> lines = List.of(evidence(leaf, entries).get("proof").asText().split("\n"));
    final int blank = lines.indexOf("");
    for (int at = 2; at < blank; at++) {
      final byte[] hash = Base64.getDecoder().decode(lines.get(at));
      final List<String> flipped = new ArrayList<>(lines);
      flipped.set(at, base64(TrailForge.flipped(hash, random.nextInt(32))));
      add("hash %d of the proof".formatted(at - 2), proof(leaf, flipped), "edited", "leaf " + leaf);
      final List<String> shorter = new ArrayList<>(lines);
      shorter.remove(at);
      add("without hash " + (at - 2), proof(leaf, shorter), "edited", "leaf " + leaf);
      final List<String> longer = new ArrayList<>(lines);
      longer.add(at, lines.get(at));
      add("hash %d twice".formatted(at - 2), proof(leaf, longer), "edited", "leaf " + leaf);
      if (at > 2) {
        final List<String> swapped = new ArrayList<>(lines);
        Collections.swap(swapped, at - 1, at);
        add("hashes %d swapped".formatted(at - 2), proof(leaf, swapped), "edited", "leaf " + leaf);
      }
    }
    final List<String> index = new ArrayList<>(lines);
    index.set(1, "index " + (leaf - 1));
    add("another index", proof(leaf, index), "edited", "leaf " + (leaf - 1));
  }

  /** Trees that the log itself signed, but not those in which the entry has its place. */
  private void trees(final int leaf) {
    final List<byte[]> swapped = new ArrayList<>(entries);
    Collections.swap(swapped, leaf, leaf - 1);
    add(
        "sealed as another leaf",
        evidence(leaf - 1, swapped),
        "reordered",
        "it is leaf %d, the proof that it is leaf %d".formatted(leaf, leaf - 1));
    final TrailRecord foreign = forge.rewrite(log.get(leaf), e -> e.put("log_id", "default/77"));
    final List<byte[]> mixed = new ArrayList<>(entries);
    mixed.set(leaf, forge.entryBytes(foreign));
    add("entry of another log", evidence(leaf, mixed), "inserted", "log default/77");
    final byte[] longer = java.util.Arrays.copyOf(entries.get(leaf), entries.get(leaf).length + 3);
    final List<byte[]> trailing = new ArrayList<>(entries);
    trailing.set(leaf, longer);
    final ObjectNode behind = evidence(leaf, trailing);
    behind.remove("hmac");
    add("bytes behind the entry", behind, "undecodable", "the entry");
    final ObjectNode cut = evidence(leaf, entries);
    cut.put("proof", proofText(leaf, entries, note(entries.subList(0, leaf))));
    add(
        "a checkpoint before the entry",
        cut,
        "truncated",
        "leaf %d is not among the entries of %s at %d".formatted(leaf, origin, leaf));
    final ObjectNode older = evidence(leaf, entries);
    older.put("proof", proofText(leaf, entries, note(entries.subList(0, leaf + 1))));
    add("a checkpoint of another size", older, "edited", "leaf " + leaf);
    final List<byte[]> branch = new ArrayList<>(entries);
    final int last = entries.size() - 1;
    branch.set(last, forge.entryBytes(rewritten(last)));
    all.add(
        new EvidenceDamage(
            "another branch of the log",
            evidence(leaf, branch).toString(),
            List.of(note(entries.subList(0, 7)), note(entries)),
            "",
            "",
            "forked",
            "two roots are signed for size " + entries.size()));
  }

  private TrailRecord rewritten(final int leaf) {
    return forge.rewrite(log.get(leaf), e -> TrailForge.change(e, "event.actor"));
  }

  private void signatures(final int leaf) {
    final byte[] root = MerkleOracle.root(entries);
    final int size = entries.size();
    signed(
        leaf,
        "signed by a stranger",
        new NoteForge(origin).sign(origin, size, root),
        "unknown-key",
        origin);
    final byte[] bad = signer.sign(origin, size, root);
    final int place = bad.length - 8 - random.nextInt(40);
    bad[place] = (byte) (bad[place] == 'A' ? 'B' : 'A');
    signed(leaf, "signature altered", bad, "bad-signature", origin);
    final byte[] note = signer.sign(origin, size, root);
    final byte[] others =
        new String(note, StandardCharsets.UTF_8)
            .replaceFirst("\n" + size + "\n", "\n" + (size + 500) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    signed(leaf, "size altered", others, "edited", "leaf " + leaf);
    all.add(
        new EvidenceDamage(
            "no witness",
            evidence(leaf, entries).toString(),
            List.of(),
            witness.timeVkey(),
            "",
            "unsigned",
            "cosigned by"));
    final byte[] stranger = new NoteForge("witness.example/x").withTime(note, OLD);
    all.add(aged(leaf, "another witness", stranger, witness.timeVkey(), "", "unsigned"));
    all.add(aged(leaf, "no time", note, "", DAY, "stale"));
    all.add(aged(leaf, "an old time", timer.withTime(note, OLD), "", DAY, "stale"));
    final long now = System.currentTimeMillis() / 1000;
    all.add(
        aged(
            leaf,
            "an old time, and a stranger's",
            NoteForge.withStrangersTime(timer.withTime(note, OLD), now),
            "",
            DAY,
            "stale"));
    final byte[] moved = timer.withTime(note, OLD);
    all.add(aged(leaf, "a time altered", withTimeOf(moved, now), "", DAY, "stale"));
  }

  /** The last line says another time under the signature for the one that it had. */
  private static byte[] withTimeOf(final byte[] note, final long seconds) {
    final String text = new String(note, StandardCharsets.UTF_8);
    final int at = text.lastIndexOf(' ') + 1;
    final byte[] line = Base64.getDecoder().decode(text.substring(at).strip());
    java.nio.ByteBuffer.wrap(line).putLong(4, seconds);
    return (text.substring(0, at) + base64(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private EvidenceDamage aged(
      final int leaf,
      final String name,
      final byte[] note,
      final String policy,
      final String maxAge,
      final String kind) {
    final ObjectNode changed = evidence(leaf, entries);
    changed.put("proof", proofText(leaf, entries, note));
    return new EvidenceDamage(
        name,
        changed.toString(),
        List.of(),
        policy,
        maxAge,
        kind,
        kind.equals("stale") ? origin + " at " + entries.size() : "cosigned by");
  }

  private void signed(
      final int leaf, final String name, final byte[] note, final String kind, final String place) {
    final ObjectNode changed = evidence(leaf, entries);
    changed.put("proof", proofText(leaf, entries, note));
    add(name, changed, kind, place);
  }

  private void hmacs(final int leaf) {
    final ObjectNode altered = evidence(leaf, entries);
    final byte[] hmac = Base64.getDecoder().decode(altered.get("hmac").asText());
    altered.put("hmac", base64(TrailForge.flipped(hmac, random.nextInt(32))));
    add("hmac altered", altered, "bad-hmac", "HMAC");
    final ObjectNode version = evidence(leaf, entries);
    version.put("keyVersion", 99);
    add("hmac of a key that nobody gave", version, "unknown-key", "version 99");
  }

  private void forms(final int leaf) {
    final String whole = evidence(leaf, entries).toString();
    for (int i = 0; i < 4; i++) {
      final String half = whole.substring(0, 30 + random.nextInt(whole.length() - 60));
      form("cut off after %d characters".formatted(half.length()), half, "JSON");
    }
    for (final String field : List.of("entry", "schema", "proof")) {
      final ObjectNode without = evidence(leaf, entries);
      without.remove(field);
      form("without " + field, without.toString(), field);
    }
    final String proof = evidence(leaf, entries).get("proof").asText();
    form("another kind of proof", proof(leaf, proof.replace("@v1", "@v9")).toString(), "proof");
    form("an index in words", proof(leaf, proof.replace("index ", "index x")).toString(), "index");
    form("no checkpoint", proof(leaf, proof.replace("\n\n", "\n")).toString(), "checkpoint");
    final ObjectNode noise = evidence(leaf, entries);
    form("an entry that is not base64", noise.put("entry", "%%%").toString(), "entry");
  }

  private void form(final String name, final String json, final String place) {
    all.add(new EvidenceDamage(name, json, List.of(), "", "", "undecodable", place));
  }

  private void add(
      final String name, final ObjectNode json, final String kind, final String place) {
    all.add(new EvidenceDamage(name, json.toString(), List.of(), "", "", kind, place));
  }

  private ObjectNode proof(final int leaf, final List<String> lines) {
    return proof(leaf, String.join("\n", lines) + "\n");
  }

  private ObjectNode proof(final int leaf, final String text) {
    return evidence(leaf, entries).put("proof", text);
  }

  private ObjectNode evidence(final int leaf, final List<byte[]> tree) {
    final GenericRecord envelope = forge.envelope(log.get(leaf));
    return JSON.createObjectNode()
        .put("format", "nexora-evidence/1")
        .put("origin", origin)
        .put("leafIndex", leaf)
        .put("entry", base64(tree.get(leaf)))
        .put("schema", schema)
        .put("proof", proofText(leaf, tree, note(tree)))
        .put("hmac", base64(TrailForge.bytes(envelope.get("hmac"))))
        .put("keyVersion", (Integer) envelope.get("key_version"));
  }

  private byte[] note(final List<byte[]> tree) {
    return signer.sign(origin, tree.size(), MerkleOracle.root(tree));
  }

  private static String proofText(final int leaf, final List<byte[]> tree, final byte[] note) {
    final StringBuilder text =
        new StringBuilder("c2sp.org/tlog-proof@v1\nindex ").append(leaf).append('\n');
    for (final byte[] hash : MerkleOracle.path(leaf, tree)) {
      text.append(base64(hash)).append('\n');
    }
    return text.append('\n').append(new String(note, StandardCharsets.UTF_8)).toString();
  }

  private static String base64(final byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
