package com.nexora.streams.query;

import com.nexora.events.AuditRecord;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.merkle.CompactRange;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.SignatureType;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.SignerKey;
import com.nexora.streams.testkit.TopologyTestKit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a kit has sealed, as it would stand on the topics, under a signed head. */
final class SealedKit implements PublishedLog {

  static final String INSTALLATION = "nexora.example";
  static final SignerKey KEY = SignerKey.generate(INSTALLATION, SignatureType.ED25519);

  SignerKey signer = KEY;

  final List<byte[]> entries = new ArrayList<>();
  private Head head;

  private final TrailLog log;

  private SealedKit(final TrailLog log) {
    this.log = log;
  }

  /** All that was sealed so far by default; a kit's output can be read once. */
  static SealedKit of(final TopologyTestKit kit) {
    return of(kit, TrailLog.ofDefault(0));
  }

  /** All that was sealed so far into one log. */
  static SealedKit of(final TopologyTestKit kit, final TrailLog of) {
    final SealedKit log = new SealedKit(of);
    for (final AuditRecord record : kit.output(of.records(), AuditRecord.class).readAll()) {
      final ByteBuffer entry = record.getEntry().duplicate();
      final byte[] bytes = new byte[entry.remaining()];
      entry.get(bytes);
      log.entries.add(bytes);
    }
    log.sign(log.entries.size());
    return log;
  }

  /** Signs the log as it was when it had so many entries. */
  void sign(final int size) {
    CompactRange range = CompactRange.empty();
    for (final byte[] entry : entries.subList(0, size)) {
      range = range.append(MerkleHash.leaf(entry));
    }
    head =
        new Head(
            SignedCheckpoint.sign(
                    new Checkpoint(INSTALLATION + "/" + log, size, range.root()), signer)
                .bytes(),
            size);
  }

  @Override
  public Optional<Head> head(final TrailLog asked, final long wanted) {
    return Optional.ofNullable(asked.equals(log) ? head : null);
  }

  @Override
  public List<byte[]> entries(final TrailLog asked, final long first, final List<byte[]> hashes) {
    final List<byte[]> found = new ArrayList<>();
    if (!asked.equals(log)) {
      return found;
    }
    for (final byte[] hash : hashes) {
      final byte[] entry = entries.get((int) first + found.size());
      if (!Arrays.equals(MerkleHash.leaf(entry), hash)) {
        break;
      }
      found.add(entry);
    }
    return found;
  }
}
