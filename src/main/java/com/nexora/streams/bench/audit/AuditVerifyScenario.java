package com.nexora.streams.bench.audit;

import com.nexora.streams.audit.AuditReport;
import com.nexora.streams.audit.AuditSegmentReader;
import com.nexora.streams.audit.AuditVerifier;
import com.nexora.streams.audit.HmacKeys;
import com.nexora.streams.bench.Bench;
import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.CpuTime;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.compress.Compression;
import org.jspecify.annotations.Nullable;

/**
 * How many sealed entries of 400 bytes one core verifies in a second, from the segments of a local
 * partition: hashes, chains, envelopes, labels, Merkle root, and HMACs where the keys are given.
 *
 * <p>Beside it stands the limit that nobody gets below, measured in the same run: SHA-256 of the
 * same bytes and nothing else.
 */
public final class AuditVerifyScenario implements Scenario {

  private static final int ENTRY_BYTES = 400;
  private static final int MANY = 50_000;

  @Override
  public String name() {
    return "audit-verify";
  }

  private record Variant(String name, Path trail, @Nullable HmacKeys keys, int threads) {}

  private record Figures(List<Double> perCore, List<Double> perSecond) {}

  @Override
  public Section run(final BenchContext context) {
    final long entries = context.options().events();
    final HmacKeys keys = keys();
    final Path plain = context.directory().resolve("audit-plain");
    final Path packed = context.directory().resolve("audit-lz4");
    context
        .progress()
        .accept("writing %,d entries of %d bytes, twice".formatted(entries, ENTRY_BYTES));
    TrailSegment.write(plain, entries, ENTRY_BYTES, keys, Compression.NONE);
    TrailSegment.write(packed, entries, ENTRY_BYTES, keys, Compression.lz4().build());
    final int cores = Runtime.getRuntime().availableProcessors();
    final List<Variant> variants =
        List.of(
            new Variant("without HMACs", plain, null, 1),
            new Variant("with HMACs", plain, keys, 1),
            new Variant("without HMACs, lz4", packed, null, 1),
            new Variant("with HMACs, lz4", packed, keys, 1),
            new Variant("with HMACs, lz4, all cores", packed, keys, cores));
    try {
      return measured(context, variants, entries);
    } finally {
      Bench.deleteTree(plain);
      Bench.deleteTree(packed);
    }
  }

  private static Section measured(
      final BenchContext context, final List<Variant> variants, final long entries) {
    final List<Row> rows = new ArrayList<>();
    final List<Double> limits = new ArrayList<>();
    hashes(MANY);
    final List<Figures> figures = new ArrayList<>();
    for (final Variant variant : variants) {
      figures.add(new Figures(new ArrayList<>(), new ArrayList<>()));
      verify(variant, entries);
    }
    for (int round = 1; round <= context.options().rounds(); round++) {
      context.progress().accept("round " + round);
      limits.add(hashes(entries));
      for (int i = 0; i < variants.size(); i++) {
        final double[] rates = verify(variants.get(i), entries);
        figures.get(i).perCore().add(rates[0]);
        figures.get(i).perSecond().add(rates[1]);
      }
    }
    final Spread limit = Spread.of(limits, d -> d);
    rows.add(row("SHA-256 alone", "entries per core and second", limit));
    final StringBuilder text =
        new StringBuilder(
                "## audit-verify\n\n%,d entries of %d bytes; per core = by CPU time, everything the JVM does included; SHA-256 of the entries alone: %,.0f/s per core.\n\n"
                    .formatted(entries, ENTRY_BYTES, limit.median()))
            .append(
                "| from local segments | entries/s per core | entries/s | share of raw SHA-256 |\n|---|---:|---:|---:|\n");
    for (int i = 0; i < variants.size(); i++) {
      final Spread perCore = Spread.of(figures.get(i).perCore(), d -> d);
      final Spread perSecond = Spread.of(figures.get(i).perSecond(), d -> d);
      final String name = variants.get(i).name();
      rows.add(row(name, "entries per core and second", perCore));
      rows.add(row(name, "entries per second", perSecond));
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %,.0f | %.0f %% |%n",
              name,
              perCore.median(),
              perSecond.median(),
              100 * perCore.median() / limit.median()));
    }
    return new Section(text.toString(), rows);
  }

  private static Row row(final String variant, final String metric, final Spread spread) {
    return Row.of("audit-verify", variant, 0, metric, "1/s", spread);
  }

  /** Entries per core and second, then per second. */
  private static double[] verify(final Variant variant, final long entries) {
    final long cpu = CpuTime.ofThisProcess();
    final long start = System.nanoTime();
    final AuditReport report =
        new AuditVerifier(variant.keys(), variant.threads())
            .verify(new AuditSegmentReader(variant.trail()).logs());
    final long wall = System.nanoTime() - start;
    final long used = CpuTime.ofThisProcess() - cpu;
    if (!report.intact() || report.records() != entries) {
      throw new BenchException(
          "%s: %d of %d entries were read, damages %s"
              .formatted(variant.name(), report.records(), entries, report.damages()));
    }
    return new double[] {entries * 1e9 / used, entries * 1e9 / wall};
  }

  /** Entries per core and second if each were only hashed. */
  private static double hashes(final long entries) {
    try {
      final MessageDigest digest = MessageDigest.getInstance("SHA-256");
      final byte[] entry = new byte[1 + ENTRY_BYTES];
      final byte[] hash = new byte[32];
      final long cpu = CpuTime.ofThisProcess();
      for (long i = 0; i < entries; i++) {
        entry[1] = hash[0];
        digest.update(entry);
        digest.digest(hash, 0, hash.length);
      }
      return entries * 1e9 / (CpuTime.ofThisProcess() - cpu);
    } catch (final NoSuchAlgorithmException | java.security.DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HmacKeys keys() {
    return HmacKeys.parse("1:" + Base64.getEncoder().encodeToString(new byte[32]));
  }
}
