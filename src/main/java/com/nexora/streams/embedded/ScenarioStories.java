package com.nexora.streams.embedded;

import com.nexora.streams.embedded.ScenarioBodies.Actor;
import java.util.List;

/**
 * Attack stories: an identity is taken over and goes through the tactics, each step seen as calls
 * and told as a threat of rising score.
 *
 * <p>The opening story has twelve threats of 7.0 and more within half a minute: wherever a window
 * of a quarter of an hour happens to end, one side holds more than five, so the tenant's alarm
 * rings.
 */
final class ScenarioStories {

  private static final long STEP_MILLIS = 2_400;
  private static final String ATTACKER = "203.0.113.77";
  private static final List<Step> STEPS =
      List.of(
          new Step("TA0007", "iam.amazonaws.com", "ListUsers", 5.5, "Enumeration of identities"),
          new Step("TA0006", "secretsmanager.amazonaws.com", "GetSecretValue", 7.2, "Secret read"),
          new Step("TA0006", "ssm.amazonaws.com", "GetParameter", 7.4, "Parameters read"),
          new Step("TA0003", "iam.amazonaws.com", "CreateAccessKey", 7.8, "Key for another user"),
          new Step("TA0003", "iam.amazonaws.com", "CreateLoginProfile", 7.9, "Console login made"),
          new Step("TA0004", "iam.amazonaws.com", "AttachRolePolicy", 8.3, "Grants itself rights"),
          new Step("TA0005", "cloudtrail.amazonaws.com", "StopLogging", 9.1, "Audit log stopped"),
          new Step("TA0008", "ssm.amazonaws.com", "SendCommand", 8.0, "Commands on instances"),
          new Step("TA0002", "lambda.amazonaws.com", "UpdateFunctionCode", 8.2, "Code replaced"),
          new Step("TA0009", "s3.amazonaws.com", "GetObject", 8.5, "Mass download"),
          new Step("TA0010", "ec2.amazonaws.com", "ModifySnapshotAttribute", 9.3, "Disk shared"),
          new Step("TA0040", "ec2.amazonaws.com", "RunInstances", 8.8, "Mining fleet started"),
          new Step("TA0040", "s3.amazonaws.com", "DeleteBucket", 9.6, "Backups deleted"));

  private final Draw draw;
  private final ScenarioIdentities identities;
  private final List<String> tenants;
  private long stories;

  private record Step(String tactic, String service, String operation, double score, String name) {}

  ScenarioStories(
      final Draw draw, final ScenarioIdentities identities, final List<String> tenants) {
    this.draw = draw;
    this.identities = identities;
    this.tenants = tenants;
  }

  /** The whole story, in the first tenant; returns when it ends, epoch milliseconds. */
  long open(final long at) {
    return tell(at, tenants.get(0), STEPS.size());
  }

  /** A story of a few steps in some tenant; returns when it ends, epoch milliseconds. */
  long another(final long at) {
    return tell(at, draw.oneOf(tenants), 3 + draw.below(4));
  }

  private long tell(final long at, final String tenant, final int length) {
    final String story = "story-" + ++stories;
    final Actor role = draw.oneOf(identities.of(tenant));
    final Actor actor = new Actor(role.tenant(), role.entity(), ATTACKER);
    long time = at;
    identities.baseline(time, actor, 0.6);
    for (int i = 0; i < length; i++) {
      final Step step = STEPS.get(i);
      final double risk = Math.min(10, step.score() - 1);
      identities.call(time + 200, actor, step.service(), step.operation(), risk);
      identities.call(time + 700, actor, step.service(), step.operation(), 0);
      identities.threat(
          time + 1_000,
          actor,
          story + "-" + i,
          "threat.detected",
          step.score(),
          ScenarioIdentities.round(draw.between(0.7, 0.95)),
          step.tactic(),
          step.name());
      time += STEP_MILLIS;
    }
    end(time, actor, story);
    return time + 2_000;
  }

  /** The second threat escalates, the first is dealt with and closed. */
  private void end(final long time, final Actor actor, final String story) {
    identities.threat(
        time, actor, story + "-1", "threat.escalated", 9.7, 0.95, "TA0006", "Secret was used");
    identities.remediation(time + 100, actor, story + "-2", "remediation.triggered", "");
    identities.remediation(time + 600, actor, story + "-2", "remediation.executed", "");
    identities.remediation(time + 1_200, actor, story + "-2", "remediation.completed", "success");
    identities.threat(
        time + 1_500, actor, story + "-2", "threat.resolved", 7.4, 0.95, "TA0006", "Keys rotated");
  }
}
