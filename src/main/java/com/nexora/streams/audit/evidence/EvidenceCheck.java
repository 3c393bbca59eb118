package com.nexora.streams.audit.evidence;

import com.nexora.streams.audit.AuditFormat;
import com.nexora.streams.audit.CheckpointBook;
import com.nexora.streams.audit.CheckpointTrust;
import com.nexora.streams.audit.DamageKind;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.audit.StoredNote;
import com.nexora.streams.audit.note.Checkpoint;
import com.nexora.streams.audit.note.NoteException;
import com.nexora.streams.audit.note.NoteSignature;
import com.nexora.streams.audit.note.SignedCheckpoint;
import com.nexora.streams.audit.note.WitnessPolicy.Judgement;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/** Checks the evidence of one entry: no network, no trail, only keys that the reader brings. */
public final class EvidenceCheck {

  private static final String OWN = "the evidence";

  private final CheckpointTrust trust;
  private final @Nullable HmacKeys keys;
  private final List<StoredNote> others;
  private final long signedSince;

  /**
   * @param trust whose checkpoints are believed
   * @param keys keys of the HMACs; null = HMACs are not checked
   */
  public EvidenceCheck(final CheckpointTrust trust, final @Nullable HmacKeys keys) {
    this(trust, keys, List.of(), Long.MIN_VALUE);
  }

  /**
   * @param trust whose checkpoints are believed
   * @param keys keys of the HMACs; null = HMACs are not checked
   * @param others checkpoints that the reader has: one of the same size must have the same root
   * @param signedSince the checkpoint must state a later time, epoch milliseconds; {@link
   *     Long#MIN_VALUE}: any
   */
  public EvidenceCheck(
      final CheckpointTrust trust,
      final @Nullable HmacKeys keys,
      final List<StoredNote> others,
      final long signedSince) {
    this.trust = trust;
    this.keys = keys;
    this.others = List.copyOf(others);
    this.signedSince = signedSince;
  }

  /**
   * What is wrong.
   *
   * @param kind what
   * @param detail what exactly
   */
  public record Finding(DamageKind kind, String detail) {}

  /**
   * The verdict.
   *
   * @param findings what is wrong, empty if nothing is
   * @param entry the entry decoded; null if it cannot be
   * @param judgement who signed; null if nobody who is trusted did
   */
  public record Verdict(
      List<Finding> findings, @Nullable GenericRecord entry, @Nullable Judgement judgement) {

    /** Copies the list. */
    public Verdict {
      findings = List.copyOf(findings);
    }

    /** 0 if all is well, else the lowest exit code of what is wrong. */
    public int exitCode() {
      return findings.stream().mapToInt(f -> f.kind().exitCode()).min().orElse(0);
    }
  }

  /** Checks evidence. */
  public Verdict check(final Evidence evidence) {
    final List<Finding> findings = new ArrayList<>();
    final Judgement judgement = judge(evidence, findings);
    final Checkpoint checkpoint = evidence.proof().checkpoint().checkpoint();
    if (evidence.proof().index() >= checkpoint.size()) {
      findings.add(
          new Finding(
              DamageKind.TRUNCATED,
              "leaf %d is not among the entries of %s: the checkpoint is of an earlier log, or of one whose tail was cut"
                  .formatted(evidence.proof().index(), checkpoint)));
    } else if (!evidence.proof().proves(evidence.entry())) {
      findings.add(
          new Finding(
              DamageKind.EDITED,
              "the proof does not lead from the entry at leaf %d to the root of %s: entry, index or proof was changed"
                  .formatted(evidence.proof().index(), checkpoint)));
    }
    final GenericRecord entry = decode(evidence, findings);
    if (entry != null) {
      place(evidence, entry, findings);
    }
    hmac(evidence, findings);
    if (judgement != null) {
      fork(evidence, findings);
      age(evidence, findings);
    }
    return new Verdict(findings, entry, judgement);
  }

  private void fork(final Evidence evidence, final List<Finding> findings) {
    if (others.isEmpty()) {
      return;
    }
    final List<StoredNote> notes = new ArrayList<>(others);
    notes.add(new StoredNote(evidence.proof().checkpoint().bytes(), -1, -1, OWN));
    final Checkpoint checkpoint = evidence.proof().checkpoint().checkpoint();
    CheckpointBook.read(notes, trust).damages().stream()
        .filter(damage -> damage.kind() == DamageKind.FORKED)
        .filter(damage -> damage.logId().equals(checkpoint.origin()))
        .filter(damage -> damage.firstLeaf() == checkpoint.size())
        .forEach(damage -> findings.add(new Finding(damage.kind(), damage.detail())));
  }

  private void age(final Evidence evidence, final List<Finding> findings) {
    if (signedSince == Long.MIN_VALUE) {
      return;
    }
    final SignedCheckpoint signed = evidence.proof().checkpoint();
    final OptionalLong stated =
        signed.note().signatures().stream()
            .map(NoteSignature::cosignedAt)
            .filter(OptionalLong::isPresent)
            .mapToLong(seconds -> seconds.getAsLong() * 1000)
            .filter(time -> trust.vouchesFor(signed, time))
            .max();
    if (stated.isEmpty() || stated.getAsLong() < signedSince) {
      findings.add(
          new Finding(
              DamageKind.STALE,
              stated.isEmpty()
                  ? "%s states no time that can be believed".formatted(signed.checkpoint())
                  : "%s is of %s"
                      .formatted(signed.checkpoint(), Instant.ofEpochMilli(stated.getAsLong()))));
    }
  }

  private @Nullable Judgement judge(final Evidence evidence, final List<Finding> findings) {
    try {
      final Judgement judgement = trust.judge(evidence.proof().checkpoint());
      if (!judgement.enough()) {
        findings.add(
            new Finding(
                DamageKind.UNSIGNED,
                "cosigned by %s, too few for the policy".formatted(judgement.cosigners())));
      }
      return judgement;
    } catch (final NoteException e) {
      findings.add(
          new Finding(
              e.reason() == NoteException.Reason.BAD_SIGNATURE
                  ? DamageKind.BAD_SIGNATURE
                  : DamageKind.UNKNOWN_KEY,
              String.valueOf(e.getMessage())));
      return null;
    }
  }

  private static @Nullable GenericRecord decode(
      final Evidence evidence, final List<Finding> findings) {
    try {
      final Schema schema = new Schema.Parser().parse(evidence.schema());
      final byte[] entry = evidence.entry();
      final byte[] hash = AuditFormat.schemaHash(schema);
      if (entry.length < hash.length || !Arrays.equals(hash, Arrays.copyOf(entry, hash.length))) {
        findings.add(
            new Finding(
                DamageKind.EDITED,
                "the schema, of hash %s, is not the one that the entry names"
                    .formatted(HexFormat.of().formatHex(hash))));
        return null;
      }
      final BinaryDecoder from =
          DecoderFactory.get().binaryDecoder(entry, hash.length, entry.length - hash.length, null);
      final GenericRecord record = new GenericDatumReader<GenericRecord>(schema).read(null, from);
      if (from.isEnd()) {
        return record;
      }
    } catch (final SchemaParseException e) {
      findings.add(new Finding(DamageKind.UNDECODABLE, "the schema is none: " + e.getMessage()));
      return null;
    } catch (final IOException | RuntimeException e) {
      // Avro reports damaged bytes by many kinds of runtime exceptions. Told below.
    }
    findings.add(new Finding(DamageKind.UNDECODABLE, "the entry is not of its schema"));
    return null;
  }

  /** The entry says itself where it stands. */
  private static void place(
      final Evidence evidence, final GenericRecord entry, final List<Finding> findings) {
    final String origin = evidence.proof().checkpoint().checkpoint().origin();
    final String logId = String.valueOf(entry.get("log_id"));
    if (!origin.equals(logId) && !origin.endsWith('/' + logId)) {
      findings.add(
          new Finding(
              DamageKind.INSERTED,
              "the entry is of log %s, the checkpoint of %s".formatted(logId, origin)));
    }
    if (!Long.valueOf(evidence.proof().index()).equals(entry.get("leaf_index"))) {
      findings.add(
          new Finding(
              DamageKind.REORDERED,
              "the entry says that it is leaf %s, the proof that it is leaf %d"
                  .formatted(entry.get("leaf_index"), evidence.proof().index())));
    }
  }

  private void hmac(final Evidence evidence, final List<Finding> findings) {
    if (keys == null || evidence.hmac().length == 0) {
      return;
    }
    if (!keys.knows(evidence.keyVersion())) {
      findings.add(
          new Finding(DamageKind.UNKNOWN_KEY, "no HMAC key of version " + evidence.keyVersion()));
    } else if (!Arrays.equals(
        keys.sign(evidence.keyVersion(), AuditFormat.leafHash(evidence.entry())),
        evidence.hmac())) {
      findings.add(new Finding(DamageKind.BAD_HMAC, "the HMAC does not fit the entry"));
    }
  }
}
