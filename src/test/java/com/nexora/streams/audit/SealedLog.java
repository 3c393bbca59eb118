package com.nexora.streams.audit;

import com.nexora.events.AuditEvent;
import com.nexora.events.AuditRecord;
import com.nexora.streams.catalogue.OutputHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A log sealed in memory, record by record as it would stand on the topic. */
final class SealedLog {

  static final HmacKeys KEYS = keys(7);
  static final HmacKeys OTHER_KEYS = keys(8);
  static final List<String> TENANTS = List.of("acme", "globex", "a/b%");

  private final TrailLog id;
  private final Sealing sealing;
  private final Map<String, TenantHead> tenants = new HashMap<>();
  private final List<StoredRecord> records = new ArrayList<>();
  private LogHead log = LogHead.empty();
  private long offset;

  SealedLog(final int partition, final HmacKeys keys) {
    this(TrailLog.ofDefault(partition), keys);
  }

  SealedLog(final TrailLog id, final HmacKeys keys) {
    this.id = id;
    this.sealing = new Sealing(keys);
  }

  static HmacKeys keys(final int fill) {
    final byte[] key = new byte[32];
    Arrays.fill(key, (byte) fill);
    return HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(key));
  }

  /** A log of so many acts of three tenants, interleaved by chance. */
  static SealedLog random(final int entries, final long seed) {
    final SealedLog log = new SealedLog(0, KEYS);
    final Random random = new Random(seed);
    for (int i = 0; i < entries; i++) {
      log.seal(act(TENANTS.get(random.nextInt(TENANTS.size())), "act-" + seed + "-" + i));
    }
    return log;
  }

  static AuditEvent act(final String tenant, final String id) {
    return AuditEvent.newBuilder()
        .setAuditId(id)
        .setTenantId(tenant)
        .setEventType("data.access")
        .setCategory("DATA_ACCESS")
        .setAction("read")
        .setActor("user-1")
        .setResource("table-1")
        .setPayload("{\"rows\":3}")
        .setOccurredAt(1_700_000_000_000L + id.hashCode())
        .setMetadata(Map.of("b", "2", "a", "1"))
        .build();
  }

  SealedLog seal(final AuditEvent event) {
    final Sealing.Sealed sealed =
        sealing.seal(
            id.id(),
            log.nextLeaf(),
            tenants.getOrDefault(event.getTenantId(), TenantHead.empty()),
            event);
    log = log.append(sealed.leafHash(), (level, index, hash) -> {});
    tenants.put(event.getTenantId(), sealed.tenant());
    records.add(stored(offset, sealed.record(), event));
    // Every seventh offset is a transaction marker that no reader sees.
    offset += offset % 7 == 5 ? 2 : 1;
    return this;
  }

  /** A second writer that goes on from here without knowing of the first. */
  SealedLog copy() {
    final SealedLog copy = new SealedLog(id, KEYS);
    copy.tenants.putAll(tenants);
    copy.log = log;
    copy.offset = offset;
    return copy;
  }

  String logId() {
    return id.id();
  }

  List<StoredRecord> records() {
    return new ArrayList<>(records);
  }

  static StoredRecord stored(final long offset, final AuditRecord record, final AuditEvent event) {
    final Map<String, byte[]> headers = new HashMap<>();
    headers.put(OutputHeaders.TENANT_ID, utf8(event.getTenantId()));
    headers.put(OutputHeaders.EVENT_TYPE, utf8(event.getEventType()));
    headers.put(OutputHeaders.CORRELATION_ID, utf8(event.getAuditId()));
    headers.put(OutputHeaders.SCHEMA_VERSION, utf8("1"));
    return StoredRecord.of(offset, utf8(event.getTenantId()), headers, record);
  }

  static byte[] utf8(final String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
