package com.nexora.streams.query;

import com.nexora.streams.audit.AuditFilter;
import com.nexora.streams.audit.TrailScanReader;
import com.nexora.streams.catalogue.RetentionClasses;
import com.nexora.streams.catalogue.Stores;
import com.nexora.streams.compliance.Framework;
import com.nexora.streams.compliance.FrameworkTerms;
import com.nexora.streams.compliance.RulesSource;
import com.nexora.streams.compliance.ViolationReader;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Rules of compliance, what broke them, and reports of a period. */
final class ComplianceRoutes {

  /** Most entries that a report looks at; it says when there are more. */
  static final int REPORT_ENTRIES = 500_000;

  /** Most violations that a report lists. */
  static final int REPORT_VIOLATIONS = 500;

  private static final String FRAMEWORK = "framework";
  private static final String RULE = "rule";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String FORMAT = "format";
  private static final Duration PERIOD = Duration.ofDays(30);

  private final Backend backend;
  private final Clock clock;
  private final RulesSource rules;
  private final RetentionClasses classes;

  ComplianceRoutes(
      final Backend backend,
      final Clock clock,
      final RulesSource rules,
      final RetentionClasses classes) {
    this.backend = backend;
    this.clock = clock;
    this.rules = rules;
    this.classes = classes;
  }

  List<Route> routes() {
    return List.of(
        Route.json("/compliance/rules", Access.READER, Set.of(FRAMEWORK), this::rules),
        Route.json(
            "/compliance/{tenant}/violations",
            Access.TENANT_IN_PATH,
            Set.of(FRAMEWORK, RULE, FROM, TO, Pages.LIMIT, Pages.CURSOR),
            this::violations),
        Route.json(
                "/compliance/{tenant}/report",
                Access.TENANT_IN_PATH,
                Set.of(FRAMEWORK, FROM, TO, FORMAT),
                this::report)
            .also(ReportCsv.CONTENT_TYPE, ReportPage.CONTENT_TYPE));
  }

  private Answer rules(final Call call) {
    final @Nullable Framework framework = framework(call);
    return Answer.json(
        new Served.Listing(
            rules.current().rules().stream()
                .filter(rule -> framework == null || rule.framework() == framework)
                .map(RuleView::of)
                .toList(),
            null,
            Served.active(backend.instance(), true)),
        true);
  }

  private Answer violations(final Call call) {
    final Parameters parameters = call.parameters();
    final Long from = parameters.time(FROM);
    final Long to = parameters.time(TO);
    final long start = from == null ? 0 : from;
    final long end = to == null ? Times.LATEST : to;
    Parameters.checkSpan(start, end);
    final ViolationReader.Page page =
        page(
            call,
            new ViolationReader.Query(
                call.tenant(),
                framework(call),
                parameters.nonEmpty(RULE),
                start,
                end,
                Pages.limit(call),
                Cursors.text(parameters.nonEmpty(Pages.CURSOR))));
    return Answer.json(
        new Served.Listing(
            page.violations().stream().map(ViolationView::of).toList(),
            Cursors.of(page.next()),
            Served.active(backend.instance(), true)),
        true);
  }

  private ViolationReader.Page page(final Call call, final ViolationReader.Query query) {
    final StateReads reads = new StateReads(backend.stores());
    try {
      return new ViolationReader(reads.ofTenant(Stores.COMPLIANCE_VIOLATIONS, call.tenant()))
          .page(query);
    } catch (final IllegalArgumentException e) {
      throw Pages.badCursor();
    }
  }

  private Answer report(final Call call) {
    final String form = form(call);
    final ComplianceReport report = compile(call);
    final byte[] body =
        switch (form) {
          case ReportCsv.CONTENT_TYPE -> ReportCsv.of(report);
          case ReportPage.CONTENT_TYPE -> ReportPage.of(report);
          default -> Json.bytes(report);
        };
    return new Answer(
        200, form.startsWith("text/") ? form + "; charset=utf-8" : form, body, report.complete());
  }

  private ComplianceReport compile(final Call call) {
    final long now = clock.millis();
    final Long until = call.parameters().time(TO);
    final Long since = call.parameters().time(FROM);
    final long to = until == null ? now : until;
    final long from = since == null ? Math.max(0, to - PERIOD.toMillis()) : since;
    Parameters.checkSpan(from, to);
    final @Nullable Framework framework = framework(call);
    final @Nullable FrameworkTerms terms =
        framework == null ? null : rules.current().terms().get(framework);
    final ReportCount count = new ReportCount(terms);
    final AuditFilter filter =
        AuditFilter.between(from, to)
            .with(AuditFilter.Field.FRAMEWORK, framework == null ? null : framework.tag());
    final List<TrailScanReader.Chain> chains =
        AuditRoutes.entries(new StateReads(backend.stores()), classes, call.tenant()).stream()
            .map(
                log ->
                    new TrailScanReader(log, REPORT_ENTRIES)
                        .scan(call.tenant(), filter, count::add))
            .toList();
    final boolean whole = chains.stream().allMatch(TrailScanReader.Chain::whole);
    final ViolationReader.Page violations =
        page(
            call,
            new ViolationReader.Query(
                call.tenant(), framework, null, from, to, REPORT_VIOLATIONS, null));
    final List<ComplianceReport.BrokenRule> broken = count.rules(rules.current(), framework);
    return new ComplianceReport(
        call.tenant(),
        framework == null ? null : framework.tag(),
        Times.iso(from),
        Times.iso(to),
        Times.iso(now),
        whole,
        count.entries(),
        count.byCategory(),
        count.bySeverity(),
        count.byOutcome(),
        count.byFramework(),
        count.retention(),
        broken.stream().mapToLong(ComplianceReport.BrokenRule::violations).sum(),
        broken,
        violations.violations().stream().map(ViolationView::of).toList(),
        violations.next() != null,
        chains.stream()
            .filter(chain -> chains.size() == 1 || chain.checked() > 0)
            .map(chain -> ComplianceReport.ChainStatus.of(backend, chain))
            .toList(),
        Served.active(backend.instance(), whole));
  }

  private static String form(final Call call) {
    final @Nullable String asked = call.parameters().text(FORMAT);
    if (asked == null) {
      return call.form();
    }
    return switch (asked) {
      case "json" -> Json.CONTENT_TYPE;
      case "csv" -> ReportCsv.CONTENT_TYPE;
      case "html" -> ReportPage.CONTENT_TYPE;
      default -> throw Problem.parameter(FORMAT, "There is no such form.", "json, csv, html");
    };
  }

  private static @Nullable Framework framework(final Call call) {
    final String asked = call.parameters().nonEmpty(FRAMEWORK);
    return asked == null
        ? null
        : Framework.of(asked)
            .orElseThrow(
                () -> {
                  final Set<String> tags = new TreeSet<>();
                  for (final Framework framework : Framework.values()) {
                    tags.add(framework.tag());
                  }
                  return Problem.parameter(
                      FRAMEWORK, "There is no such framework.", String.join(", ", tags));
                });
  }
}
