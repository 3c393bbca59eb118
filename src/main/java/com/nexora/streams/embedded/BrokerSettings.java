package com.nexora.streams.embedded;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of the development broker: one node, small, quick to start, fit for exactly-once.
 *
 * <p>Several are far from Kafka's defaults because those are made for clusters: 50 partitions of
 * internal topics and 9 s of session time-out cost seconds at each start of a single node.
 */
final class BrokerSettings {

  static final int NODE_ID = 1;

  private BrokerSettings() {}

  /** Broker properties by Kafka's names; {@code overrides} win. */
  static Map<String, String> of(
      final Path logDir,
      final int port,
      final int controllerPort,
      final Map<String, String> overrides) {
    final Map<String, String> all = new LinkedHashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", Integer.toString(NODE_ID));
    all.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("inter.broker.listener.name", "PLAINTEXT");
    all.put("log.dirs", logDir.toString());
    // Single node: nobody to wait for.
    all.put("broker.heartbeat.interval.ms", "300");
    all.put("broker.session.timeout.ms", "1500");
    all.put("group.initial.rebalance.delay.ms", "0");
    all.put("controlled.shutdown.enable", "false");
    // Internal topics of one node.
    all.put("offsets.topic.num.partitions", "1");
    all.put("offsets.topic.replication.factor", "1");
    all.put("transaction.state.log.num.partitions", "1");
    all.put("transaction.state.log.replication.factor", "1");
    all.put("transaction.state.log.min.isr", "1");
    all.put("share.coordinator.state.topic.num.partitions", "1");
    all.put("share.coordinator.state.topic.replication.factor", "1");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("default.replication.factor", "1");
    all.put("min.insync.replicas", "1");
    // Topics come from the catalogue; one made by accident would have the wrong size for ever.
    all.put("auto.create.topics.enable", "false");
    all.put("log.message.timestamp.type", "LogAppendTime");
    all.put("message.max.bytes", "1048588");
    // Memory: the process has 256 MB.
    all.put("log.cleaner.dedupe.buffer.size", "2097152");
    all.put("log.cleaner.io.buffer.size", "65536");
    all.put("log.index.size.max.bytes", "1048576");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "4");
    all.put("background.threads", "2");
    all.put("num.recovery.threads.per.data.dir", "2");
    all.putAll(overrides);
    return all;
  }
}
