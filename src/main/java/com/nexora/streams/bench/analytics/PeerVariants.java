package com.nexora.streams.bench.analytics;

import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.Checkout;
import com.nexora.streams.bench.VariantSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Other engines, which do the same work in a jar and with libraries of their own: the product does
 * not depend on them, so they are built by a Maven profile when somebody asks for one.
 */
final class PeerVariants {

  private static final String PACKAGE = "com.nexora.streams.bench.peers.";
  private static final String JAR = "target/peers/nexora-streams-peers.jar";
  private static final String LIBRARIES = "target/peers/dev-lib";
  private static final List<String> SOURCES =
      List.of("pom.xml", "src/peers/java", "src/main/java/com/nexora/streams/bench");
  private static final String[] BUILD = {
    "-q", "-B", "-Ppeers", "-DskipTests", "-Dspotless.check.skip=true", "package"
  };

  /** More heap than ours, so that none is measured collecting garbage. */
  private static final List<String> HEAP = List.of("-Xms3g", "-Xmx3g");

  private PeerVariants() {}

  /** All of them, whether they are built or not. */
  static List<VariantSpec> all() {
    final String ten = "ten windows, late events counted: ";
    final String cascade = "larger windows out of smaller ones, late events dropped: ";
    return List.of(
        spec("flink-hashmap", ten + "Flink, state on the heap", "FlinkHashMap", flink()),
        spec("flink-rocksdb", ten + "Flink, state in RocksDB", "FlinkRocksDb", flink()),
        spec(
            "flink-hashmap-cascade",
            cascade + "Flink, state on the heap",
            "FlinkHashMapCascade",
            flink()),
        spec(
            "flink-rocksdb-cascade",
            cascade + "Flink, state in RocksDB",
            "FlinkRocksDbCascade",
            flink()),
        spec(
            "hazelcast-jet",
            "ten windows, late events dropped: Hazelcast Jet, state and snapshots in memory",
            "HazelcastJet",
            hazelcast()),
        spec(
            "hazelcast-jet-cascade",
            cascade + "Hazelcast Jet, state and snapshots in memory",
            "HazelcastJetCascade",
            hazelcast()));
  }

  private static VariantSpec spec(
      final String name, final String title, final String type, final List<String> options) {
    final List<String> path = new ArrayList<>();
    final Optional<Checkout> checkout = Checkout.find();
    path.add(checkout.map(c -> c.file(JAR).toString()).orElse(JAR));
    path.add(checkout.map(c -> c.file(LIBRARIES).toString()).orElse(LIBRARIES) + "/*");
    final List<String> all = new ArrayList<>(HEAP);
    all.addAll(options);
    return new VariantSpec(name, title, PACKAGE + type, all, path, false);
  }

  /**
   * Builds them if the sources are newer; nothing happens if none of the names is one of them.
   *
   * @param names of variants that somebody asked for
   * @param progress is told before a build, which takes a minute or, with downloads, some
   * @throws BenchException if there are no sources, or they do not build
   */
  static void build(final List<String> names, final Consumer<String> progress) {
    final Optional<VariantSpec> asked =
        all().stream().filter(spec -> names.contains(spec.name())).findFirst();
    if (asked.isEmpty()) {
      return;
    }
    final Checkout checkout =
        Checkout.find()
            .orElseThrow(
                () ->
                    new BenchException(
                        "%s is built from a checkout only: run ./nexora there"
                            .formatted(asked.get().name())));
    if (checkout.isStale(JAR, SOURCES)) {
      progress.accept("building Flink and Hazelcast jobs: ./mvnw " + String.join(" ", BUILD));
      checkout.maven(BUILD);
    }
  }

  /** What both engines reach into that Java keeps shut, as their own start scripts open it. */
  private static List<String> flink() {
    return opens(
        "java.base/java.lang",
        "java.base/java.lang.reflect",
        "java.base/java.net",
        "java.base/java.io",
        "java.base/java.text",
        "java.base/java.time",
        "java.base/java.util",
        "java.base/java.util.concurrent",
        "java.base/java.util.concurrent.atomic",
        "java.base/java.util.concurrent.locks");
  }

  private static List<String> hazelcast() {
    return opens(
        "java.base/java.lang",
        "java.base/sun.nio.ch",
        "java.management/sun.management",
        "jdk.management/com.sun.management.internal");
  }

  private static List<String> opens(final String... packages) {
    final List<String> options = new ArrayList<>();
    for (final String name : packages) {
      options.add("--add-opens=" + name + "=ALL-UNNAMED");
    }
    return options;
  }
}
