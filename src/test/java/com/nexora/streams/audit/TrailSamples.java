package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.oracle.NoteForge;
import com.nexora.oracle.Trail;
import com.nexora.oracle.TrailDamage;
import com.nexora.oracle.TrailForge;
import com.nexora.oracle.TrailRecord;
import com.nexora.streams.audit.checkpoint.SealGuard;
import com.nexora.streams.catalogue.Topics;
import com.nexora.streams.deadletter.DeadLetterTopology;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.test.TestRecord;

/** Trails as the real sequencer writes them, in bytes, and a way to show them to the verifier. */
final class TrailSamples {

  static final TrailForge FORGE = new TrailForge(Path.of("src/main/avro"));
  static final String ORIGIN = "nexora-test/default/0";
  static final long TIME = 1_767_600_000_000L;
  static final byte[] FIRST_KEY = key(7);
  static final byte[] SECOND_KEY = key(9);
  static final HmacKeys KEYS = keys(Map.of(1, FIRST_KEY, 2, SECOND_KEY));

  static final HmacKeys SEALING = keys(Map.of(1, FIRST_KEY));

  private TrailSamples() {}

  /** Seals acts with the real topology. */
  static List<TrailRecord> sealed(final List<AuditEvent> acts) {
    try (TopologyTestKit kit =
        TopologyTestKit.of(
            rooms ->
                new DeadLetterTopology(rooms.serdes())
                    .addTo(
                        "audit-inbox",
                        new SequencerTopology(
                                rooms.settings(), rooms.serdes(), SEALING, SealGuard.open())
                            .addTo(rooms.builder())))) {
      kit.input(
              Topics.AUDIT_INBOX,
              AuditEvent.class,
              act -> act.getTenantId().getBytes(StandardCharsets.UTF_8))
          .pipe(acts);
      final List<TrailRecord> records = new ArrayList<>();
      for (final TestRecord<byte[], byte[]> record :
          kit.driver()
              .createOutputTopic(
                  Topics.AUDIT_RECORDS, new ByteArrayDeserializer(), new ByteArrayDeserializer())
              .readRecordsToList()) {
        final List<TrailRecord.Header> headers = new ArrayList<>();
        for (final Header header : record.headers()) {
          headers.add(new TrailRecord.Header(header.key(), header.value()));
        }
        final int leaf = records.size();
        // A transaction marker takes an offset now and then.
        records.add(
            new TrailRecord(
                leaf + leaf / 9, TIME + leaf * 1000L, record.key(), headers, record.value()));
      }
      return records;
    }
  }

  /** Acts of some tenants, every field filled or not by chance. */
  static List<AuditEvent> acts(final int count, final int tenants, final Random random) {
    final List<AuditEvent> acts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final boolean secret = random.nextInt(4) == 0;
      acts.add(
          AuditEvent.newBuilder()
              .setAuditId("ext:" + Long.toHexString(random.nextLong()))
              .setTenantId(tenant(random.nextInt(tenants)))
              .setEventType(random.nextBoolean() ? "data.access" : "user.login")
              .setCategory("DATA_ACCESS")
              .setAction("read")
              .setDescription("höchst geheim ".repeat(random.nextInt(4)))
              .setActor("user-" + random.nextInt(9))
              .setAgent(random.nextBoolean() ? "agent-1" : null)
              .setResource("table:" + random.nextInt(99))
              .setPayload(
                  "{\"rows\":"
                      + random.nextInt()
                      + ",\"x\":\""
                      + "y".repeat(random.nextInt(300))
                      + "\"}")
              .setFrameworks(random.nextBoolean() ? List.of("SOX", "GDPR") : List.of())
              .setCorrelationId(random.nextBoolean() ? "corr-" + i : null)
              .setOccurredAt(TIME + random.nextInt(100_000))
              .setEncrypted(secret)
              .setCiphertext(secret ? ByteBuffer.wrap(new byte[20]) : null)
              .setEncryptionKey(secret ? "p1/0/1" : null)
              .setKeyCommitment(secret ? ByteBuffer.wrap(new byte[32]) : null)
              .setRetentionUntil(random.nextBoolean() ? TIME : null)
              .setSubjects(secret ? List.of("p1") : List.of())
              .setMetadata(random.nextBoolean() ? Map.of("b", "2", "a", "1") : Map.of())
              .build());
    }
    return acts;
  }

  private static String tenant(final int number) {
    return List.of("acme", "globex", "a/b%", "Übel & Söhne", "t4", "t5").get(number % 6);
  }

  /** The second half sealed again with a newer key, as after a rotation. */
  static List<TrailRecord> rotated(final List<TrailRecord> records) {
    final List<TrailRecord> rotated = new ArrayList<>(records);
    for (int i = records.size() / 2; i < records.size(); i++) {
      rotated.set(i, FORGE.sealedBy(records.get(i), SECOND_KEY, 2));
    }
    return rotated;
  }

  /** The log with checkpoints at some sizes, the last of them at its end. */
  static Trail signed(
      final List<TrailRecord> records, final NoteForge signer, final Random random) {
    return signed(records, signer, ORIGIN, random);
  }

  /** As {@link #signed(List, NoteForge, Random)}, under another origin. */
  static Trail signed(
      final List<TrailRecord> records,
      final NoteForge signer,
      final String origin,
      final Random random) {
    final TreeSet<Integer> sizes = new TreeSet<>();
    sizes.add(records.size());
    for (int i = 0; i < 4; i++) {
      sizes.add(random.nextInt(records.size() + 1));
    }
    final List<byte[]> leaves = records.stream().map(FORGE::leaf).toList();
    final List<Trail.Note> notes = new ArrayList<>();
    for (final int size : sizes) {
      notes.add(
          new Trail.Note(
              signer.sign(origin, size, NoteForge.root(leaves.subList(0, size))),
              TIME + size * 1000L));
    }
    return new Trail(records, 0, notes);
  }

  /** A trail as a source of the verifier, in blocks of a few records. */
  static AuditVerifier.LogSource source(final Trail trail) {
    return new AuditVerifier.LogSource() {
      @Override
      public String logId() {
        return "default/0";
      }

      @Override
      public long startOffset() {
        return trail.startOffset();
      }

      @Override
      public Envelopes envelopes() {
        return Envelopes.shipped();
      }

      @Override
      public void forEach(final long from, final Consumer<Supplier<RecordBlock>> blocks) {
        final List<TrailRecord> records =
            trail.records().stream().filter(r -> r.offset() >= from).toList();
        for (int i = 0; i < records.size(); i += 17) {
          final List<TrailRecord> some = records.subList(i, Math.min(records.size(), i + 17));
          blocks.accept(() -> block(some));
        }
      }
    };
  }

  private static RecordBlock block(final List<TrailRecord> records) {
    final RecordBlock block = new RecordBlock(64);
    for (final TrailRecord record : records) {
      final int keyAt = record.key() == null ? 0 : block.use(record.key());
      final int valueAt = record.value() == null ? 0 : block.use(record.value());
      final int headersAt = block.used();
      for (final TrailRecord.Header header : record.headers()) {
        block.useSized(header.name().getBytes(StandardCharsets.UTF_8));
        block.useSized(header.value());
      }
      block.add(
          record.offset(),
          record.timestamp(),
          keyAt,
          record.key() == null ? -1 : record.key().length,
          valueAt,
          record.value() == null ? -1 : record.value().length,
          headersAt,
          record.headers().size());
    }
    return block;
  }

  /** How a damage is to be looked for. */
  static VerifySettings settings(final TrailDamage damage, final CheckpointBook book) {
    final VerifySettings settings =
        VerifySettings.of(damage.keys() ? KEYS : null).at(damage.signedSince(), Long.MIN_VALUE);
    return damage.checkpoints() ? settings.against(book) : settings;
  }

  static List<StoredNote> stored(final Trail trail) {
    final List<StoredNote> notes = new ArrayList<>();
    for (final Trail.Note note : trail.notes()) {
      notes.add(
          new StoredNote(
              note.bytes(), note.timestamp(), notes.size(), "checkpoints@" + notes.size()));
    }
    return notes;
  }

  private static byte[] key(final int fill) {
    final byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return key;
  }

  private static HmacKeys keys(final Map<Integer, byte[]> keys) {
    final StringBuilder text = new StringBuilder();
    keys.forEach(
        (version, key) ->
            text.append(version)
                .append(':')
                .append(Base64.getEncoder().encodeToString(key))
                .append('\n'));
    return HmacKeys.parse(text.toString());
  }
}
