package com.nexora.streams.bench.redaction;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.nexora.streams.bench.BenchContext;
import com.nexora.streams.bench.BenchException;
import com.nexora.streams.bench.CpuTime;
import com.nexora.streams.bench.Row;
import com.nexora.streams.bench.Scenario;
import com.nexora.streams.bench.Section;
import com.nexora.streams.bench.Spread;
import com.nexora.streams.privacy.redact.Body;
import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.privacy.redact.Tally;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * How many bytes of typical JSON payloads one core redacts in a second.
 *
 * <p>Beside it stands what a copy of the same payloads by Jackson's streaming parser and generator
 * costs in the same run: whoever redacts with a parser cannot be faster than that.
 */
public final class RedactionScenario implements Scenario {

  private static final int PAYLOADS = 4_000;
  private static final long MANY = 400_000_000L;
  private static final long FEW = 12_000_000L;

  private static final JsonFactory JSON = new JsonFactory();

  @Override
  public String name() {
    return "redaction";
  }

  /** Something that is done with every payload; tells something of the outcome. */
  private record Variant(String name, List<String> payloads, ToLongFunction<String> work) {}

  @Override
  public Section run(final BenchContext context) {
    final Redactor redactor = Redactor.shipped();
    final Tally tally = redactor.tally();
    final List<String> clean = Payloads.of(PAYLOADS, 0);
    final List<String> some = Payloads.of(PAYLOADS, 2);
    final List<Variant> variants =
        List.of(
            new Variant("copied by Jackson", clean, RedactionScenario::copied),
            new Variant(
                "redacted, nothing to find",
                clean,
                text -> redactor.json(text, Body.FREE, "", tally).length()),
            new Variant(
                "redacted, 2 of 100 hold a secret",
                some,
                text -> redactor.json(text, Body.FREE, "", tally).length()),
            new Variant(
                "redacted as a known format",
                clean,
                text -> redactor.json(text, Body.TYPED, "", tally).length()));
    final long bytes = context.options().small() ? FEW : MANY;
    final List<List<Double>> rates = new ArrayList<>();
    variants.forEach(
        variant -> {
          rates.add(new ArrayList<>());
          rate(variant, bytes / 2);
        });
    for (int round = 1; round <= context.options().rounds(); round++) {
      context.progress().accept("round " + round);
      for (int i = 0; i < variants.size(); i++) {
        rates.get(i).add(rate(variants.get(i), bytes));
      }
    }
    check(redactor, clean, some);
    return section(variants, rates);
  }

  private static void check(
      final Redactor redactor, final List<String> clean, final List<String> some) {
    final Tally tally = redactor.tally();
    for (final String text : clean) {
      if (!redactor.json(text, Body.FREE, "", tally).equals(text)) {
        throw new BenchException("a payload without secrets was changed: " + text);
      }
    }
    some.forEach(text -> redactor.json(text, Body.FREE, "", tally));
    if (tally.total() < PAYLOADS / 100) {
      throw new BenchException("only " + tally.total() + " secrets were found");
    }
  }

  private static Section section(final List<Variant> variants, final List<List<Double>> rates) {
    final Spread copied = Spread.of(rates.get(0), d -> d);
    final List<Row> rows = new ArrayList<>();
    final StringBuilder text =
        new StringBuilder(
            "## redaction\n\nPayloads of 100 to 1,000 bytes; per core = by CPU time, everything the JVM does included.\n\n| payloads | MB/s per core | to a copy by Jackson |\n|---|---:|---:|\n");
    for (int i = 0; i < variants.size(); i++) {
      final Spread rate = Spread.of(rates.get(i), d -> d);
      final String name = variants.get(i).name();
      rows.add(Row.of("redaction", name, 0, "bytes per core and second", "MB/s", rate));
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.2f |%n",
              name,
              rate.median(),
              rate.median() / copied.median()));
    }
    return new Section(text.toString(), rows);
  }

  /** Megabytes per second of CPU time. */
  private static double rate(final Variant variant, final long bytes) {
    long round = 0;
    for (final String payload : variant.payloads()) {
      round += payload.getBytes(StandardCharsets.UTF_8).length;
    }
    final long rounds = Math.max(1, bytes / round);
    long sum = 0;
    final long cpu = CpuTime.ofThisProcess();
    for (long i = 0; i < rounds; i++) {
      for (final String payload : variant.payloads()) {
        sum += variant.work().applyAsLong(payload);
      }
    }
    final long used = CpuTime.ofThisProcess() - cpu;
    if (sum == 0) {
      throw new BenchException(variant.name() + " gave nothing");
    }
    return rounds * round * 1e3 / Math.max(1, used);
  }

  private static long copied(final String text) {
    final StringWriter out = new StringWriter(text.length());
    try (JsonParser parser = JSON.createParser(text);
        JsonGenerator generator = JSON.createGenerator(out)) {
      while (parser.nextToken() != null) {
        generator.copyCurrentEvent(parser);
      }
    } catch (final IOException e) {
      throw new BenchException("a payload is no JSON: " + e.getMessage());
    }
    return out.getBuffer().length();
  }
}
