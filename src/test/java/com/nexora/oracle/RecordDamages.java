package com.nexora.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;

/** Damages to what a record says. */
final class RecordDamages extends DamagePlan {

  RecordDamages(
      final TrailForge forge,
      final Trail intact,
      final NoteForge signer,
      final String origin,
      final long seed) {
    super(forge, intact, signer, origin, seed);
  }

  /** All of them. */
  List<TrailDamage> of() {
    edits();
    envelopes();
    labels();
    garbage();
    return all;
  }

  private void edits() {
    for (final String field : forge.fields()) {
      final int leaf = leaf();
      final boolean keys = random.nextBoolean();
      one(
          "edit " + field,
          keys,
          random.nextBoolean(),
          "edited",
          leaf,
          r -> forge.editEntry(r, e -> TrailForge.change(e, field)));
      if (!Set.of("log_id", "leaf_index", "tenant_sequence", "previous_hash", "event.tenant_id")
          .contains(field)) {
        one(
            "rewrite " + field,
            true,
            random.nextBoolean(),
            "bad-hmac",
            leaf,
            r -> forge.rewrite(r, e -> TrailForge.change(e, field)));
        final int followed = leafWithSuccessor();
        one(
            "rewrite " + field,
            false,
            random.nextBoolean(),
            "edited",
            followed,
            r -> forge.rewrite(r, e -> TrailForge.change(e, field)));
      }
    }
    final int last = lastOfItsTenant();
    final List<Set<Long>> between = List.of(between(last));
    final Trail rewritten = intact.copy();
    rewritten
        .records()
        .replaceAll(
            r ->
                r.offset() == intact.records().get(last).offset()
                    ? forge.rewrite(r, e -> TrailForge.change(e, "event.actor"))
                    : r);
    all.add(
        new TrailDamage(
            "rewrite a tenant's last entry", rewritten, false, true, NEVER, "forked", between));
  }

  private void envelopes() {
    final Map<String, Consumer<GenericRecord>> fields =
        Map.of(
            "tenant_id", e -> e.put("tenant_id", "mallory"),
            "audit_id", e -> e.put("audit_id", "other"),
            "leaf_index", e -> e.put("leaf_index", (Long) e.get("leaf_index") + 2),
            "tenant_sequence", e -> e.put("tenant_sequence", 77L),
            "previous_hash", e -> e.put("previous_hash", flipped(e.get("previous_hash"), 9)),
            "leaf_hash", e -> e.put("leaf_hash", flipped(e.get("leaf_hash"), 30)),
            "occurred_at", e -> e.put("occurred_at", 1L));
    fields.forEach(
        (field, edit) -> {
          one(
              "envelope " + field,
              true,
              random.nextBoolean(),
              "edited",
              leaf(),
              r -> forge.editEnvelope(r, edit));
          one(
              "envelope " + field,
              false,
              random.nextBoolean(),
              "edited",
              leaf(),
              r -> forge.editEnvelope(r, edit));
        });
    one(
        "envelope hmac",
        true,
        true,
        "bad-hmac",
        leaf(),
        r -> forge.editEnvelope(r, e -> e.put("hmac", flipped(e.get("hmac"), 0))));
    one(
        "empty hmac",
        true,
        true,
        "bad-hmac",
        leaf(),
        r -> forge.editEnvelope(r, e -> e.put("hmac", java.nio.ByteBuffer.wrap(new byte[0]))));
    one(
        "sealed by another key of this version",
        true,
        false,
        "bad-hmac",
        leaf(),
        r -> forge.sealedBy(r, new byte[32], 1));
    one(
        "key version",
        true,
        false,
        "unknown-key",
        leaf(),
        r -> forge.editEnvelope(r, e -> e.put("key_version", 99)));
    one(
        "sealed by a key that nobody gave",
        true,
        true,
        "unknown-key",
        leaf(),
        r -> forge.sealedBy(r, new byte[32], 99));
  }

  private void labels() {
    for (final boolean keys : new boolean[] {true, false}) {
      one(
          "other key",
          keys,
          keys,
          "mislabelled",
          leaf(),
          r -> r.withKey(TrailForge.utf8("mallory")));
      one("no key", keys, keys, "mislabelled", leaf(), r -> r.withKey(null));
      for (final String header :
          List.of("tenant-id", "event-type", "correlation-id", "schema-version")) {
        one(
            "other header " + header,
            keys,
            !keys,
            "mislabelled",
            leaf(),
            r -> r.withHeader(header, TrailForge.utf8("other")));
        one(
            "no header " + header,
            keys,
            !keys,
            "mislabelled",
            leaf(),
            r -> r.withHeader(header, null));
      }
    }
  }

  private void garbage() {
    for (final boolean keys : new boolean[] {true, false}) {
      one("no value", keys, true, "undecodable", leaf(), r -> r.withValue(null));
      one("empty value", keys, true, "undecodable", leaf(), r -> r.withValue(new byte[0]));
      one("noise", keys, false, "undecodable", leaf(), r -> r.withValue(noise(r.value().length)));
      one(
          "half a value",
          keys,
          false,
          "undecodable",
          leaf(),
          r -> r.withValue(Arrays.copyOf(r.value(), r.value().length / 2)));
      one(
          "bytes behind the value",
          keys,
          false,
          "undecodable",
          leaf(),
          r -> r.withValue(Arrays.copyOf(r.value(), r.value().length + 3)));
      one(
          "other magic byte",
          keys,
          false,
          "undecodable",
          leaf(),
          r -> r.withValue(TrailForge.flipped(r.value(), 0)));
      one("entry of an unknown schema", keys, true, "undecodable", leaf(), this::unknownSchema);
    }
  }

  private TrailRecord unknownSchema(final TrailRecord record) {
    final byte[] entry = TrailForge.flipped(forge.entryBytes(record), 3);
    return forge.editEnvelope(
        record,
        e -> {
          e.put("entry", java.nio.ByteBuffer.wrap(entry));
          e.put("leaf_hash", java.nio.ByteBuffer.wrap(Ids.sha256(new byte[] {0}, entry)));
        });
  }
}
