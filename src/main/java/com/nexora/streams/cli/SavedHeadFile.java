package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.audit.AuditReport;
import com.nexora.streams.audit.LogReport;
import com.nexora.streams.audit.SavedHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** How far each log was verified, as a JSON file, so that the next run goes on from there. */
final class SavedHeadFile {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  private SavedHeadFile() {}

  /**
   * Reads heads by log.
   *
   * @throws IllegalArgumentException if the file is not such a file
   * @throws UncheckedIOException if it cannot be read
   */
  static Map<String, SavedHead> read(final Path file) {
    try {
      final Map<String, SavedHead> heads = new HashMap<>();
      for (final JsonNode log : MAPPER.readTree(file.toFile()).path("logs")) {
        final List<byte[]> range = new ArrayList<>();
        log.path("range").forEach(hash -> range.add(HEX.parseHex(hash.asText())));
        final Map<String, LogReport.Head> tenants = new HashMap<>();
        for (final JsonNode tenant : log.path("tenants")) {
          tenants.put(
              tenant.path("tenant").asText(),
              new LogReport.Head(
                  tenant.path("sequence").asLong(), tenant.path("headHash").asText()));
        }
        final long size = log.path("size").asLong(-1);
        if (size < 0 || Long.bitCount(size) != range.size()) {
          throw new IllegalArgumentException(
              "--from-head %s: log %s has %d subtree roots for size %d; was it written by --save-head?"
                  .formatted(file, log.path("log").asText(), range.size(), size));
        }
        heads.put(
            log.path("log").asText(),
            new SavedHead(size, log.path("nextOffset").asLong(), range, tenants));
      }
      if (heads.isEmpty()) {
        throw new IllegalArgumentException(
            "--from-head %s holds no head of a log; was it written by --save-head?"
                .formatted(file));
      }
      return heads;
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot read --from-head " + file, e);
    }
  }

  /**
   * Writes the heads of all logs that are intact; those of damaged logs stay as they were in {@code
   * before}, so that the next run finds the damage again.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  static void write(
      final Path file, final AuditReport report, final Map<String, SavedHead> before) {
    final Map<String, SavedHead> heads = new HashMap<>(before);
    for (final LogReport log : report.logs()) {
      if (log.head() != null) {
        heads.put(log.logId(), log.head());
      }
    }
    final ObjectNode root = MAPPER.createObjectNode().put("version", 1);
    final ArrayNode logs = root.putArray("logs");
    heads.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(head -> add(logs.addObject().put("log", head.getKey()), head.getValue()));
    try {
      final Path written = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(written, root.toPrettyString());
      Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (final IOException e) {
      throw new UncheckedIOException("cannot write --save-head " + file, e);
    }
  }

  private static void add(final ObjectNode node, final SavedHead head) {
    node.put("size", head.size()).put("nextOffset", head.nextOffset());
    final ArrayNode range = node.putArray("range");
    head.range().forEach(hash -> range.add(HEX.formatHex(hash)));
    final ArrayNode tenants = node.putArray("tenants");
    head.tenants().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            tenant ->
                tenants
                    .addObject()
                    .put("tenant", tenant.getKey())
                    .put("sequence", tenant.getValue().sequence())
                    .put("headHash", tenant.getValue().leafHash()));
  }
}
