package com.nexora.streams.audit;

import com.nexora.events.AuditEntry;
import com.nexora.events.AuditRecord;
import com.nexora.events.Sha256;
import com.nexora.streams.catalogue.OutputHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One way to damage a log, and what the verifier must say of it.
 *
 * @param name for people
 * @param damaged the log after it
 * @param startOffset first offset the partition still has
 * @param keys whether the verifier gets the keys
 * @param kind the only kind of damage that is there
 * @param firstLeaf where it begins
 * @param lastLeaf where it ends; for a swap either end may be told
 */
record Mutation(
    String name,
    List<StoredRecord> damaged,
    long startOffset,
    boolean keys,
    DamageKind kind,
    long firstLeaf,
    long lastLeaf) {

  private static final int ENTRIES = 60;

  @Override
  public String toString() {
    return name + (keys ? "" : ", without keys");
  }

  /** Every damage of the catalogue on logs of this seed, at the given leaf (5 to 50). */
  static List<Mutation> all(final long seed, final int leaf) {
    final List<Mutation> all = new ArrayList<>();
    final SealedLog intact = SealedLog.random(ENTRIES, seed);
    edits(all, intact, leaf);
    labels(all, intact, leaf);
    places(all, intact, leaf);
    insertions(all, intact, leaf);
    rewrites(all, intact, leaf);
    forks(all, seed, leaf);
    return all;
  }

  private static void edits(final List<Mutation> all, final SealedLog log, final int leaf) {
    final Map<String, Consumer<AuditRecord>> fields = new HashMap<>();
    fields.put("tenant_id", r -> r.setTenantId("mallory"));
    fields.put("audit_id", r -> r.setAuditId("other"));
    fields.put("leaf_index", r -> r.setLeafIndex(r.getLeafIndex() + 3));
    fields.put("tenant_sequence", r -> r.setTenantSequence(r.getTenantSequence() + 1));
    fields.put("previous_hash", r -> r.setPreviousHash(flipped(r.getPreviousHash(), 4)));
    fields.put("leaf_hash", r -> r.setLeafHash(flipped(r.getLeafHash(), 31)));
    fields.put("occurred_at", r -> r.setOccurredAt(1L));
    fields.forEach(
        (field, edit) -> {
          all.add(at(log, leaf, "edit envelope " + field, DamageKind.EDITED, true, edit));
          all.add(at(log, leaf, "edit envelope " + field, DamageKind.EDITED, false, edit));
        });
    final int size = log.records().get(leaf).value().getEntry().remaining();
    for (int at = 0; at < size; at += Math.max(1, size / 9)) {
      final int position = at;
      final Consumer<AuditRecord> edit = r -> r.setEntry(flipped(r.getEntry(), position));
      all.add(at(log, leaf, "edit entry byte " + at, DamageKind.EDITED, true, edit));
      all.add(at(log, leaf, "edit entry byte " + at, DamageKind.EDITED, false, edit));
    }
    all.add(
        at(
            log,
            leaf,
            "edit hmac",
            DamageKind.BAD_HMAC,
            true,
            r -> r.setHmac(flipped(r.getHmac(), 0))));
    all.add(
        at(log, leaf, "edit key version", DamageKind.UNKNOWN_KEY, true, r -> r.setKeyVersion(9)));
    for (final boolean keys : new boolean[] {true, false}) {
      all.add(
          replaced(
              log,
              leaf,
              "replace by garbage",
              DamageKind.UNDECODABLE,
              keys,
              r -> StoredRecord.undecodable(r.offset(), r.key(), r.headers(), "garbage")));
    }
  }

  private static void labels(final List<Mutation> all, final SealedLog log, final int leaf) {
    all.add(
        replaced(
            log,
            leaf,
            "other key",
            DamageKind.MISLABELLED,
            true,
            r -> StoredRecord.of(r.offset(), SealedLog.utf8("mallory"), r.headers(), r.value())));
    all.add(
        replaced(
            log,
            leaf,
            "no key",
            DamageKind.MISLABELLED,
            false,
            r -> StoredRecord.of(r.offset(), null, r.headers(), r.value())));
    for (final String header :
        List.of(
            OutputHeaders.TENANT_ID,
            OutputHeaders.EVENT_TYPE,
            OutputHeaders.CORRELATION_ID,
            OutputHeaders.SCHEMA_VERSION)) {
      all.add(
          replaced(
              log,
              leaf,
              "other header " + header,
              DamageKind.MISLABELLED,
              true,
              r -> {
                final Map<String, byte[]> headers = new HashMap<>(r.headers());
                headers.put(header, SealedLog.utf8("other"));
                return StoredRecord.of(r.offset(), r.key(), headers, r.value());
              }));
      all.add(
          replaced(
              log,
              leaf,
              "no header " + header,
              DamageKind.MISLABELLED,
              false,
              r -> {
                final Map<String, byte[]> headers = new HashMap<>(r.headers());
                headers.remove(header);
                return StoredRecord.of(r.offset(), r.key(), headers, r.value());
              }));
    }
  }

  private static void places(final List<Mutation> all, final SealedLog log, final int leaf) {
    for (final boolean keys : new boolean[] {true, false}) {
      all.add(list(log, "drop one", DamageKind.MISSING, keys, leaf, leaf, l -> l.remove(leaf)));
      all.add(
          list(
              log,
              "drop a range",
              DamageKind.MISSING,
              keys,
              leaf,
              leaf + 4,
              l -> l.subList(leaf, leaf + 5).clear()));
      all.add(
          list(
              log,
              "drop the first ones, the partition still begins at offset 0",
              DamageKind.MISSING,
              keys,
              0,
              leaf - 1,
              l -> l.subList(0, leaf).clear()));
      all.add(
          list(
              log,
              "swap neighbours",
              DamageKind.REORDERED,
              keys,
              leaf,
              leaf + 1,
              l -> swap(l, leaf, leaf + 1)));
      all.add(
          list(
              log,
              "move to the end",
              DamageKind.REORDERED,
              keys,
              leaf,
              leaf,
              l -> append(l, l.remove(leaf))));
      all.add(
          list(
              log,
              "move the last one forward",
              DamageKind.REORDERED,
              keys,
              ENTRIES - 1,
              ENTRIES - 1,
              l -> l.add(leaf, l.remove(ENTRIES - 1))));
      all.add(
          list(
              log,
              "repeat at once",
              DamageKind.DUPLICATED,
              keys,
              leaf,
              leaf,
              l -> l.add(leaf + 1, l.get(leaf))));
      all.add(
          list(
              log,
              "repeat at the end",
              DamageKind.DUPLICATED,
              keys,
              leaf,
              leaf,
              l -> append(l, l.get(leaf))));
      final List<StoredRecord> cut = log.records();
      cut.subList(0, leaf).clear();
      all.add(
          new Mutation(
              "cut the head",
              cut,
              cut.get(0).offset(),
              keys,
              DamageKind.TRUNCATED_HEAD,
              0,
              leaf - 1));
    }
  }

  private static void insertions(final List<Mutation> all, final SealedLog log, final int leaf) {
    final StoredRecord genuine = log.records().get(leaf);
    final StoredRecord forged =
        with(genuine, rewritten(genuine.value(), e -> e.getEvent().setActor("mallory")));
    final StoredRecord unlinked =
        with(
            genuine,
            rewritten(
                genuine.value(),
                e -> {
                  final byte[] random = new byte[32];
                  random[5] = 77;
                  e.setPreviousHash(new Sha256(random));
                }));
    final StoredRecord foreign =
        new SealedLog(3, SealedLog.KEYS).seal(SealedLog.act("acme", "elsewhere")).records().get(0);
    for (final boolean keys : new boolean[] {true, false}) {
      final StoredRecord fake = keys ? forged : unlinked;
      all.add(
          list(
              log,
              "insert a forgery after the entry",
              DamageKind.INSERTED,
              keys,
              leaf,
              leaf,
              l -> l.add(leaf + 1, fake)));
      all.add(
          list(
              log,
              "insert a forgery before the entry",
              DamageKind.INSERTED,
              keys,
              leaf,
              leaf,
              l -> l.add(leaf, fake)));
      all.add(
          list(
              log,
              "insert an entry of another log",
              DamageKind.INSERTED,
              keys,
              -1,
              -1,
              l -> l.add(leaf, foreign)));
      all.add(
          list(
              log,
              "insert garbage",
              DamageKind.INSERTED,
              keys,
              leaf,
              leaf,
              l ->
                  l.add(
                      leaf,
                      StoredRecord.undecodable(
                          genuine.offset(), genuine.key(), genuine.headers(), "garbage"))));
    }
  }

  private static void rewrites(final List<Mutation> all, final SealedLog log, final int leaf) {
    final Consumer<AuditEntry> content = e -> e.getEvent().setOutcome("failure");
    all.add(
        replaced(
            log,
            leaf,
            "rewrite an entry with its hash",
            DamageKind.BAD_HMAC,
            true,
            r -> with(r, rewritten(r.value(), content))));
    all.add(
        replaced(
            log,
            leaf,
            "rewrite an entry with its hash",
            DamageKind.EDITED,
            false,
            r -> with(r, rewritten(r.value(), content))));
    all.add(
        replaced(
            log,
            leaf,
            "rewrite the previous hash",
            DamageKind.EDITED,
            false,
            r -> with(r, rewritten(r.value(), e -> e.setPreviousHash(new Sha256(new byte[32]))))));
  }

  private static void forks(final List<Mutation> all, final long seed, final int leaf) {
    final SealedLog trunk = SealedLog.random(leaf, seed);
    final SealedLog other = trunk.copy();
    for (int i = 0; i < 10; i++) {
      trunk.seal(SealedLog.act(SealedLog.TENANTS.get(i % 3), "trunk-" + i));
    }
    for (int i = 0; i < 4; i++) {
      other.seal(SealedLog.act(SealedLog.TENANTS.get(i % 2), "fork-" + i));
    }
    for (final boolean keys : new boolean[] {true, false}) {
      final List<StoredRecord> appended = trunk.records();
      appended.addAll(other.records());
      all.add(new Mutation("append a fork", appended, 0, keys, DamageKind.FORKED, leaf, leaf + 3));
      final List<StoredRecord> interleaved = trunk.records();
      for (int i = 0; i < 4; i++) {
        interleaved.add(leaf + 2 * i + 1, other.records().get(i));
      }
      all.add(
          new Mutation(
              "interleave a fork", interleaved, 0, keys, DamageKind.FORKED, leaf, leaf + 3));
    }
  }

  private static Mutation at(
      final SealedLog log,
      final int leaf,
      final String name,
      final DamageKind kind,
      final boolean keys,
      final Consumer<AuditRecord> edit) {
    return replaced(
        log,
        leaf,
        name,
        kind,
        keys,
        r -> {
          final AuditRecord copy = AuditRecord.newBuilder(r.value()).build();
          edit.accept(copy);
          return with(r, copy);
        });
  }

  private static Mutation replaced(
      final SealedLog log,
      final int leaf,
      final String name,
      final DamageKind kind,
      final boolean keys,
      final UnaryOperator<StoredRecord> edit) {
    return list(log, name, kind, keys, leaf, leaf, l -> l.set(leaf, edit.apply(l.get(leaf))));
  }

  private static Mutation list(
      final SealedLog log,
      final String name,
      final DamageKind kind,
      final boolean keys,
      final long first,
      final long last,
      final Consumer<List<StoredRecord>> edit) {
    final List<StoredRecord> records = log.records();
    edit.accept(records);
    return new Mutation(name, records, 0, keys, kind, first, last);
  }

  private static AuditRecord rewritten(final AuditRecord record, final Consumer<AuditEntry> edit) {
    final AuditEntry entry;
    try {
      entry = AuditSchemas.shipped().decode(bytes(record.getEntry()));
    } catch (final UndecodableEntryException e) {
      throw new AssertionError(e);
    }
    edit.accept(entry);
    final byte[] bytes = AuditFormat.entryBytes(entry);
    final AuditRecord copy = AuditRecord.newBuilder(record).build();
    copy.setEntry(ByteBuffer.wrap(bytes));
    copy.setLeafHash(ByteBuffer.wrap(AuditFormat.leafHash(bytes)));
    copy.setPreviousHash(ByteBuffer.wrap(entry.getPreviousHash().bytes()));
    return copy;
  }

  private static StoredRecord with(final StoredRecord record, final AuditRecord value) {
    return StoredRecord.of(record.offset(), record.key(), record.headers(), value);
  }

  private static ByteBuffer flipped(final ByteBuffer buffer, final int at) {
    final byte[] bytes = bytes(buffer);
    bytes[at] ^= 0x10;
    return ByteBuffer.wrap(bytes);
  }

  private static byte[] bytes(final ByteBuffer buffer) {
    final byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static void swap(final List<StoredRecord> records, final int a, final int b) {
    final StoredRecord first = records.get(a);
    records.set(a, records.get(b));
    records.set(b, first);
  }

  private static void append(final List<StoredRecord> records, final StoredRecord record) {
    records.add(record);
  }
}
