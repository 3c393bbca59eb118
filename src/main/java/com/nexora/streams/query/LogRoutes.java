package com.nexora.streams.query;

import com.nexora.streams.audit.AuditFormat;
import com.nexora.streams.audit.PublishedLog;
import com.nexora.streams.audit.TrailLog;
import com.nexora.streams.audit.TreeReader;
import com.nexora.streams.audit.merkle.MerkleHash;
import com.nexora.streams.audit.merkle.TileId;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Stores;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * The logs of the trail as C2SP tlog-tiles: the signed head, the tree's hashes and the entries as
 * files that never change, so that clients and checkers that exist can verify us.
 *
 * <p>Only what a signed head covers is handed out: the store also holds what is not committed yet,
 * and a file that a cache keeps for ever must be true for ever. Entries show every tenant, and even
 * a hash lets one guess at an entry: all of it is for auditors.
 */
final class LogRoutes {

  private static final String TEXT = "text/plain";
  private static final String BYTES = "application/octet-stream";
  private static final String FOR_EVER = "private, max-age=31536000, immutable";
  private static final Pattern PARTITION = Pattern.compile("0|[1-9][0-9]{0,5}");

  private final Backend backend;
  private final RetentionClasses classes;

  LogRoutes(final Backend backend, final RetentionClasses classes) {
    this.backend = backend;
    this.classes = classes;
  }

  List<Route> routes() {
    final List<Route> routes = new ArrayList<>();
    for (final String log : List.of("/audit/log/{partition}", "/audit/log/{class}/{partition}")) {
      routes.add(Route.auditor(log + "/checkpoint", TEXT, this::checkpoint));
      routes.add(Route.auditor(log + "/tile/entries/{bundle}", BYTES, this::entries));
      routes.add(Route.auditor(log + "/tile/{level}/{tile}", BYTES, this::tile));
    }
    return routes;
  }

  private Answer checkpoint(final Call call) {
    final TrailLog log = log(call);
    return Answer.text(
        "text/plain; charset=utf-8",
        head(log, 0)
            .orElseThrow(
                () -> Problem.notFound("No head of this log has been signed yet, try again later."))
            .note());
  }

  private Answer tile(final Call call) {
    final TrailLog log = log(call);
    final TileId tile = id(call, call.path().getOrDefault("level", ""), "tile");
    return Answer.lasting(BYTES, covered(log, tile), FOR_EVER);
  }

  private Answer entries(final Call call) {
    final TrailLog log = log(call);
    final TileId bundle = id(call, "0", "bundle");
    final byte[] leaves = covered(log, bundle);
    final List<byte[]> hashes = new ArrayList<>(bundle.width());
    for (int at = 0; at < leaves.length; at += MerkleHash.BYTES) {
      hashes.add(Arrays.copyOfRange(leaves, at, at + MerkleHash.BYTES));
    }
    final long first = bundle.index() * TileId.FULL;
    final List<byte[]> entries;
    try {
      entries = backend.log().entries(log, first, hashes);
    } catch (final KafkaException e) {
      throw unreadable();
    }
    if (entries.size() < hashes.size()) {
      throw Problem.notFound(
          "Entry "
              + (first + entries.size())
              + " of the log is not on its topic any more: it has expired, or the topic is damaged"
              + " (\"nexora audit verify\" tells which).");
    }
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (final byte[] entry : entries) {
      bytes.write(entry.length >>> Byte.SIZE);
      bytes.write(entry.length);
      bytes.writeBytes(entry);
    }
    return Answer.lasting(BYTES, bytes.toByteArray(), FOR_EVER);
  }

  /** The hashes of a tile, as many as its name says. */
  private byte[] covered(final TrailLog log, final TileId tile) {
    final long needed =
        (tile.index() * TileId.FULL + tile.width()) << (tile.level() * TileId.HEIGHT);
    final Optional<PublishedLog.Head> head = head(log, needed);
    if (head.isEmpty() || !tile.within(head.get().size())) {
      throw Problem.notFound(
          "The signed head of the log covers "
              + head.map(PublishedLog.Head::size).orElse(0L)
              + " entries, too few for this tile.");
    }
    final TreeReader tree =
        new TreeReader(store(log, Stores.AUDIT_CHAINS), store(log, Stores.AUDIT_TILES));
    final byte[] hashes = tree.tile(tile.level(), tile.index());
    final int length = tile.width() * MerkleHash.BYTES;
    if (hashes == null || hashes.length < length) {
      throw Problem.unavailable(
          "The log's tree here is behind its signed head: it is being restored.");
    }
    return Arrays.copyOf(hashes, length);
  }

  private Optional<PublishedLog.Head> head(final TrailLog log, final long wanted) {
    try {
      return backend.log().head(log, wanted);
    } catch (final KafkaException e) {
      throw unreadable();
    }
  }

  private ReadOnlyKeyValueStore<Bytes, byte[]> store(final TrailLog log, final String base) {
    return backend
        .stores()
        .open(log.own(base), QueryableStoreTypes.keyValueStore(), log.partition());
  }

  private TrailLog log(final Call call) {
    final String name = call.path().getOrDefault("class", AuditFormat.DEFAULT_CLASS);
    final String partition = call.path().getOrDefault("partition", "");
    return classes.all().stream()
        .filter(retention -> retention.name().equals(name))
        .filter(retention -> PARTITION.matcher(partition).matches())
        .map(retention -> new TrailLog(retention.name(), Integer.parseInt(partition)))
        .filter(log -> log.partition() < backend.stores().partitions(log.own(Stores.AUDIT_TILES)))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("There is no such log."));
  }

  private static TileId id(final Call call, final String level, final String parameter) {
    return TileId.parse(level, call.path().getOrDefault(parameter, ""))
        .filter(tile -> tile.index() < Long.MAX_VALUE >> ((tile.level() + 1) * TileId.HEIGHT))
        .orElseThrow(
            () ->
                Problem.notFound(
                    "No tile has this name: <level 0 to 7 or entries>/<x000/...000>[.p/<1 to 255>]"
                        + " as in C2SP tlog-tiles."));
  }

  private static Problem unreadable() {
    return Problem.unavailable("The topics of the trail cannot be read just now.");
  }
}
