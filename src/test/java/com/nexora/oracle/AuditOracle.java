package com.nexora.oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/**
 * Which acts must be in the trail (REQUIREMENTS U1), and whether sealed records form unbroken
 * chains (U3).
 */
public final class AuditOracle {

  private AuditOracle() {}

  /**
   * An act as it is compared: tenant, event type, and the id that docs/audit.md derives from its
   * source.
   */
  public static Map<String, String> acts(
      final List<Input> distinct, final Map<String, FindingOracle.Finding> findings) {
    final Map<String, String> acts = new TreeMap<>();
    for (final Input input : distinct) {
      if ("AgentEvent".equals(input.schema())
          && !input.text("event_type").equals("performance.metric")) {
        acts.put(agentAct(input), input.text("event_type"));
      }
    }
    findings.forEach(
        (id, finding) -> {
          acts.put(findingAct(finding, id, "finding.opened", id), "finding.opened");
          for (final String[] step : finding.lifecycle()) {
            final String type = step[0].replace("threat.", "finding.");
            acts.put(findingAct(finding, id, type, step[1]), type);
          }
        });
    return acts;
  }

  private static String agentAct(final Input input) {
    return Ids.contentId(
        "agent-event", input.text("tenant_id"), input.text("event_type"), input.text("event_id"));
  }

  private static String findingAct(
      final FindingOracle.Finding finding,
      final String findingId,
      final String type,
      final String cause) {
    return Ids.contentId(
        "finding-change", finding.tenant(), findingId, type.replace("finding.", ""), cause);
  }

  /**
   * Walks one partition's records in their order.
   *
   * @return what is wrong, empty if nothing is
   */
  public static List<String> brokenLinks(final List<byte[]> records, final Wire wire) {
    final List<String> broken = new ArrayList<>();
    final Map<String, byte[]> heads = new HashMap<>();
    final Map<String, Long> sequences = new HashMap<>();
    long index = 0;
    for (final byte[] value : records) {
      final GenericRecord record = wire.decode("AuditRecord", value);
      final byte[] entry = bytes(record.get("entry"));
      final GenericRecord sealed = wire.decodeBody("AuditEntry", entry, 32);
      final String tenant = record.get("tenant_id").toString();
      final byte[] leaf = Ids.sha256(new byte[] {0}, entry);
      if ((Long) sealed.get("leaf_index") != index) {
        broken.add("leaf " + sealed.get("leaf_index") + " where " + index + " belongs");
      }
      final long expected = sequences.getOrDefault(tenant, 0L) + 1;
      if ((Long) sealed.get("tenant_sequence") != expected) {
        broken.add(
            tenant
                + ": sequence "
                + sealed.get("tenant_sequence")
                + " where "
                + expected
                + " belongs");
      }
      final byte[] previous = ((GenericFixed) sealed.get("previous_hash")).bytes();
      if (!Arrays.equals(previous, heads.getOrDefault(tenant, new byte[32]))) {
        broken.add(tenant + ": entry " + expected + " does not link to its predecessor");
      }
      if (!Arrays.equals(leaf, bytes(record.get("leaf_hash")))) {
        broken.add(tenant + ": leaf hash of entry " + expected + " is not that of its bytes");
      }
      heads.put(tenant, leaf);
      sequences.put(tenant, expected);
      index++;
    }
    return broken;
  }

  /**
   * Audit ids in the records, with what each act is for messages.
   *
   * @param repeated is given those that stand more than once
   */
  public static Map<String, String> ids(
      final List<byte[]> records, final Wire wire, final List<String> repeated) {
    final Map<String, String> ids = new TreeMap<>();
    for (final byte[] value : records) {
      final GenericRecord record = wire.decode("AuditRecord", value);
      final GenericRecord sealed = wire.decodeBody("AuditEntry", bytes(record.get("entry")), 32);
      final GenericRecord act = (GenericRecord) sealed.get("event");
      final String id = record.get("audit_id").toString();
      final String what =
          act.get("event_type")
              + " on "
              + act.get("resource")
              + ", "
              + record.get("tenant_id")
              + " "
              + sealed.get("tenant_sequence");
      if (ids.put(id, what) != null) {
        repeated.add(id);
      }
    }
    return ids;
  }

  private static byte[] bytes(final Object buffer) {
    final ByteBuffer copy = ((ByteBuffer) buffer).duplicate();
    final byte[] bytes = new byte[copy.remaining()];
    copy.get(bytes);
    return bytes;
  }
}
