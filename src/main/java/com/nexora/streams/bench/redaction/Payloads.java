package com.nexora.streams.bench.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** Typical payloads: steps of agents, acts, log lines and bodies of API calls, always the same. */
final class Payloads {

  private static final int KINDS = 4;
  private static final String[] WORDS = {
    "request",
    "completed",
    "agent",
    "model",
    "latency",
    "cache",
    "upstream",
    "retrying",
    "queue",
    "partition",
    "finished",
    "region",
    "tenant",
    "policy",
    "review",
    "deployment"
  };

  private Payloads() {}

  /**
   * Payloads of 100 to 1,500 bytes.
   *
   * @param count how many
   * @param withSecrets of a hundred, how many hold a secret
   */
  static List<String> of(final int count, final int withSecrets) {
    final Random random = new Random(4_711);
    final List<String> payloads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      final boolean secret = random.nextInt(100) < withSecrets;
      payloads.add(
          switch (i % KINDS) {
            case 0 -> agent(random, secret);
            case 1 -> act(random, secret);
            case 2 -> log(random, secret);
            default -> call(random, secret);
          });
    }
    return payloads;
  }

  private static String agent(final Random random, final boolean secret) {
    return String.format(
        Locale.ROOT,
        "{\"execution_time\":%.4f,\"result\":{\"status\":\"success\"},\"metrics\":{\"tokens\":%d,\"cost\":%.5f},\"model\":\"small-%d\",\"note\":\"%s\"}",
        random.nextDouble() * 4,
        random.nextInt(4_000),
        random.nextDouble(),
        random.nextInt(9),
        secret ? "sent to bob" + random.nextInt(99) + "@example.com" : words(random, 4));
  }

  private static String act(final Random random, final boolean secret) {
    return String.format(
        Locale.ROOT,
        "{\"change_id\":\"%s\",\"approved_by\":\"%s\",\"table\":\"ledger\",\"rows\":%d,\"reason\":\"%s\",\"%s\":\"%s\"}",
        uuid(random),
        "user-" + random.nextInt(1_000),
        random.nextInt(10_000),
        words(random, 12),
        secret ? "apiKey" : "partitionKey",
        uuid(random));
  }

  private static String log(final Random random, final boolean secret) {
    return String.format(
        Locale.ROOT,
        "{\"level\":\"INFO\",\"logger\":\"com.example.orders.OrderService\",\"message\":\"%s %s in %d ms from 10.1.%d.%d\",\"traceId\":\"%032x\",\"timestamp\":\"2026-01-15T10:%02d:12.345Z\",\"context\":{\"orderId\":\"ORD-%d\",\"items\":[%d,%d,%d],\"path\":\"/api/v1/orders/%d/items\"}}",
        words(random, 8),
        secret ? "password=" + random.nextInt(1_000_000) + "x" : "done",
        random.nextInt(500),
        random.nextInt(255),
        random.nextInt(255),
        random.nextLong() >>> 1,
        random.nextInt(60),
        random.nextInt(1_000_000),
        random.nextInt(100),
        random.nextInt(100),
        random.nextInt(100),
        random.nextInt(1_000_000));
  }

  private static String call(final Random random, final boolean secret) {
    return String.format(
        Locale.ROOT,
        "{\"eventVersion\":\"1.08\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE%d:build\",\"arn\":\"arn:aws:sts::210987654321:assumed-role/build/%d\",\"accountId\":\"210987654321\"},\"eventTime\":\"2026-01-15T10:00:40Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"awsRegion\":\"eu-central-1\",\"sourceIPAddress\":\"198.51.100.%d\",\"userAgent\":\"[aws-cli/2.13.5 Python/3.11.4 Linux/5.15 exe/x86_64]\",\"requestParameters\":{\"bucketName\":\"b-%d\",\"key\":\"data/2026/01/15/part-%05d.parquet\",\"%s\":\"%s\"},\"requestID\":\"%s\",\"eventID\":\"%s\",\"readOnly\":true,\"resources\":[{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::b/data\"}],\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"210987654321\"}",
        random.nextInt(1_000),
        random.nextInt(1_000),
        random.nextInt(255),
        random.nextInt(100),
        random.nextInt(100_000),
        secret ? "sessionToken" : "x-amz-id-2",
        uuid(random),
        uuid(random),
        uuid(random));
  }

  private static String uuid(final Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static String words(final Random random, final int count) {
    final StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }
}
