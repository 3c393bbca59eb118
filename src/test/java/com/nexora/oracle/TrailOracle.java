package com.nexora.oracle;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;

/**
 * Holds whole logs and their checkpoints against what must be there: the acts that were sent, each
 * once; unbroken chains; one tree that every signed head is a head of.
 */
public final class TrailOracle {

  /** Bytes of the schema's hash in front of an entry. */
  private static final int SCHEMA_HASH = 32;

  private final Wire wire;
  private final CheckpointOracle checkpoints;

  /**
   * @param wire decodes values with the published schemas
   * @param vkey public key of the installation
   */
  public TrailOracle(final Wire wire, final String vkey) {
    this.wire = wire;
    this.checkpoints = new CheckpointOracle(vkey);
  }

  /** Id of a sealed record. */
  public String id(final byte[] value) {
    return wire.decode("AuditRecord", value).get("audit_id").toString();
  }

  /** Size that a checkpoint states. */
  public int size(final byte[] note) {
    return Integer.parseInt(new String(note, StandardCharsets.UTF_8).split("\n", 3)[1]);
  }

  /** Sealed ids of all partitions; those that stand there more than once are told as damage. */
  public Set<String> ids(final Map<Integer, List<byte[]>> records, final List<String> damage) {
    final Set<String> all = new TreeSet<>();
    records.forEach(
        (partition, values) -> {
          final List<String> repeated = new ArrayList<>();
          for (final String id : AuditOracle.ids(values, wire, repeated).keySet()) {
            if (!all.add(id)) {
              damage.add("sealed in two partitions: " + id);
            }
          }
          repeated.forEach(id -> damage.add("sealed twice: " + id));
        });
    return all;
  }

  /** What the sealed ids lack or have too much. */
  public static List<String> differences(final Set<String> expected, final Set<String> sealed) {
    final List<String> damage = new ArrayList<>();
    final Set<String> missing = new TreeSet<>(expected);
    missing.removeAll(sealed);
    missing.forEach(id -> damage.add("missing: " + id));
    final Set<String> unexpected = new TreeSet<>(sealed);
    unexpected.removeAll(expected);
    unexpected.forEach(id -> damage.add("nobody sent: " + id));
    return damage;
  }

  /**
   * What is wrong with the order, the links and the checkpoints of the logs.
   *
   * @param records values of audit.records by partition
   * @param notes values of audit.checkpoints by partition
   */
  public List<String> damage(
      final Map<Integer, List<byte[]>> records, final Map<Integer, List<byte[]>> notes) {
    final List<String> damage = new ArrayList<>();
    records.forEach(
        (partition, values) -> {
          final String log = "default/" + partition;
          AuditOracle.brokenLinks(values, wire).forEach(what -> damage.add(log + ": " + what));
          damage.addAll(
              checkpoints(
                  log, new TreeOracle(leaves(values)), notes.getOrDefault(partition, List.of())));
        });
    final Set<Integer> only = new TreeSet<>(notes.keySet());
    only.removeAll(records.keySet());
    only.forEach(partition -> damage.add("checkpoints of an empty log " + partition));
    return damage;
  }

  private List<String> checkpoints(
      final String log, final TreeOracle tree, final List<byte[]> notes) {
    final List<String> damage = new ArrayList<>();
    int size = 0;
    long seconds = 0;
    for (final byte[] note : notes) {
      final CheckpointOracle.Head head = checkpoints.read(log, note);
      if (head.size() < size) {
        damage.add(log + ": a checkpoint of " + head.size() + " after one of " + size);
      }
      if (head.seconds() < seconds) {
        damage.add(log + ": the time of a checkpoint of " + head.size() + " goes back");
      }
      if (head.size() > tree.size()) {
        damage.add(log + ": a checkpoint of " + head.size() + ", the log has " + tree.size());
      } else if (!Arrays.equals(head.root(), tree.root(head.size()))) {
        damage.add(log + ": the checkpoint of " + head.size() + " has another root than its tree");
      }
      size = head.size();
      seconds = head.seconds();
    }
    if (size != tree.size()) {
      damage.add(log + ": the last checkpoint has " + size + " of " + tree.size() + " entries");
    }
    return damage;
  }

  /** Roots of whole logs by partition, hex. */
  public Map<Integer, String> roots(final Map<Integer, List<byte[]>> records) {
    final Map<Integer, String> roots = new TreeMap<>();
    records.forEach(
        (partition, values) ->
            roots.put(partition, Ids.hex(new TreeOracle(leaves(values)).root(values.size()))));
    return roots;
  }

  /** Sealed bytes of a record. */
  public byte[] entry(final byte[] value) {
    return TrailForge.bytes(wire.decode("AuditRecord", value).get("entry"));
  }

  /** Whether the act in a record is encrypted. */
  public boolean isEncrypted(final byte[] value) {
    final GenericRecord sealed = wire.decodeBody("AuditEntry", entry(value), SCHEMA_HASH);
    return (Boolean) ((GenericRecord) sealed.get("event")).get("encrypted");
  }

  private List<byte[]> leaves(final List<byte[]> values) {
    return values.stream().map(value -> Ids.sha256(new byte[] {0}, entry(value))).toList();
  }
}
