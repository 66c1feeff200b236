/**
 * Every number that the documents leave open, with its unit and the reason for choosing it.
 * Replace one by a measurement and everything that rests on it follows; `explain` shows what does.
 */
import { assumed } from '../model/index.ts';

export const assumptions = {
  // how busy things may be
  replicaUtilization: assumed('9/10', '1', 'above this, queueing delay grows faster than throughput; kept when a zone is lost'),
  burst: assumed('5/4', '1', 'a pool sized for the mean alone is empty half of the time'),
  nodeFill: assumed('4/5', '1', 'the scheduler never packs perfectly; leaves room for a surge'),
  databaseFill: assumed('4/5', '1', 'migrations, operators and failover need connections of their own'),
  heapShare: assumed('7/10', '1', 'metaspace, threads and direct buffers of a JVM need the rest of the memory limit'),

  // times
  handlingTime: assumed(100, 'ms', 'an internal request without a provider call: half of the 275 ms internal part of a confirm, rounded down'),
  confirmHandling: assumed(700, 'ms', '275 ms internal (§3) and 420 ms mean of the simulated provider (§18)'),
  providerHandling: assumed(420, 'ms', 'mean of the simulated provider latency (§18), truncated at its timeout'),
  payoutHandling: assumed(2_000, 'ms', 'a bank answers slowly; 25 payouts/s with 100 calls allow 4 s at most (§12)'),
  batchHandling: assumed(5, 'ms', 'the part of one row or event: a chunk of 100 takes half a second'),
  callTimeout: assumed(300, 'ms', 'ten times an ordinary internal answer, well inside the confirm budget of 1200 ms'),
  vaultTimeout: assumed(100, 'ms', 'one indexed read and one decryption with a cached data key'),
  connectionHold: assumed(20, 'ms', 'one short transaction of two to four indexed statements'),
  batchConnectionHold: assumed(2, 'ms', 'the part of one row or event: a statement of 40 ms carries 20 of them'),
  connectionTimeout: assumed(150, 'ms', 'less than the jitter budget of 175 ms (§3): waiting longer for a connection cannot meet the target any more'),
  socketTimeout: assumed(5_000, 'ms', 'a commit whose answer does not come is UNKNOWN, never cancelled; longer than any statement timeout'),
  connectionLifetime: assumed(900_000, 'ms', 'part 061 §12 uses it; below the 15 minutes of an IAM token and of most load balancers'),
  forgetting: assumed(10, 's', 'until nobody begins anything at a pod that goes: a watch, a controller and one call of the AWS API'),
  leastSettling: assumed(5, 's', 'what a slow proxy or resolver still sends after that'),
  commitTime: assumed(5, 's', 'one short transaction, also while the database is slow'),
  leaseRelease: assumed(5, 's', 'one statement with a retry'),
  leaveGroup: assumed(5, 's', 'one commit of positions and one request to leave, with a retry'),
  sessionTimeout: assumed(45_000, 'ms', 'the default of Kafka since 3.0: a consumer that died is replaced after it; one that leaves, at once'),
  heartbeat: assumed(3_000, 'ms', 'the default of Kafka: fifteen in a session, where a third of it would be the most'),
  shutdownMargin: assumed(10, 's', 'a late collector run or a slow node'),

  // shares
  everything: assumed(1, '1', 'the whole flow comes here'),
  acquirerAShare: assumed('11/20', '1', 'the first route of the default routing policy'),
  acquirerBShare: assumed('3/10', '1', 'the second route'),
  switchShare: assumed('3/20', '1', 'domestic debit over the switch'),

  // load that the worksheet leaves open
  apiRequestsPerPayment: assumed(3, 'requests/payment', 'create, confirm and one status read'),
  dashboardReadsPerPayment: assumed(2, 'reads/payment', 'a list and a detail view for one payment in two, twice each'),
  notificationsPerPayment: assumed(1, 'notifications/payment', 'one webhook or receipt to the merchant'),
  backofficeRequests: assumed(50, '1/s', '200 operators with one request every four seconds'),
  backofficePeak: assumed(200, '1/s', 'an incident: everybody searches at once'),
  filesPerDayRows: assumed(60_000_000, 'rows/day', '160 files a day (057 §2): one of 15 million rows, the others small'),

  // what one replica sustains at its CPU request
  gatewayPerReplica: assumed(600, '1/s', 'authentication, limits and forwarding: about 1.5 ms of CPU each'),
  confirmPerReplica: assumed(120, '1/s', 'about 8 ms of CPU a confirm on the request of one core'),
  webhookPerReplica: assumed(400, '1/s', 'signature check and one object write'),
  webhookApplyPerReplica: assumed(250, '1/s', 'deduplicate, load, transition, outbox'),
  journalPerReplica: assumed(500, '1/s', 'four entries a journal, batched inserts'),
  outboxPerReplica: assumed(1_500, '1/s', 'batched polling and produce'),
  riskPerReplica: assumed(250, '1/s', 'rules in memory and counters in the database'),
  policyPerReplica: assumed(500, '1/s', 'rules in memory'),
  inquiryPerReplica: assumed(40, '1/s', 'one provider call and one short transaction each'),
  vaultPerReplica: assumed(300, '1/s', 'one envelope decryption with a cached data key'),
  adapterPerReplica: assumed(200, '1/s', 'mapping, signing and one outbound TLS request'),
  switchPerReplica: assumed(250, '1/s', 'one multiplexed ISO 8583 connection with MAC'),
  payoutPerReplica: assumed(15, '1/s', 'one bank call and two short transactions each'),
  reconciliationPerReplica: assumed(1_000, '1/s', 'rows matched a second, in chunks'),
  settlementPerReplica: assumed(60, '1/s', 'merchants a second, 100 movements each'),
  importPerReplica: assumed(2_000, '1/s', 'rows parsed and staged a second'),
  readPerReplica: assumed(200, '1/s', 'indexed reads of the read model'),
  indexPerReplica: assumed(1_500, '1/s', 'projected events a second, batched'),
  consumePerReplica: assumed(2_500, '1/s', 'events a second, batched'),
  notifyPerReplica: assumed(300, '1/s', 'one outbound message each'),
  backofficePerReplica: assumed(60, '1/s', 'authorization, audit and a fan-out of reads'),
  simulatorPerReplica: assumed(1_000, '1/s', 'answers from memory after a delay'),

  // limits that only one provider published
  acquirerBConcurrency: assumed(500, 'calls', 'its contract is not in the documents: less than acquirer A'),
  switchConcurrency: assumed(600, 'messages', 'open messages over all connections, agreed with the switch'),
  inquiryConcurrency: assumed(60, 'calls', 'inquiries must never crowd out commands'),
  inquiryTimeout: assumed(3_000, 'ms', 'a read at the provider; as long as a capture'),
  reportConcurrency: assumed(12, 'sessions', 'files are fetched one after another, a few at a time'),
  reportTimeout: assumed(30_000, 'ms', 'one chunk of a file, resumed when it breaks'),

  // databases, topics and nodes
  reservedConnections: assumed(60, 'connections', 'migrator, roles job, monitoring and five operators'),
  operatorConnections: assumed(1_000, 'connections', 'max_connections that the in-cluster PostgreSQL is given'),
  eventsPerPartition: assumed(400, '1/s', 'what one idempotent consumer thread applies to a database'),
  leastPool: assumed(2, 'connections', 'one to work and one to answer readiness'),
  leastThreads: assumed(8, 'threads', 'probes and metrics are answered while work is going on'),
  leastCalls: assumed(2, 'calls', 'one slow call must not block the next'),

  instanceCpu: assumed(2_000, 'm', 'one PostgreSQL instance or Kafka broker that an operator runs in a lower environment'),
  instanceMemory: assumed(4_096, 'MiB', 'one PostgreSQL instance or Kafka broker that an operator runs in a lower environment'),
  jobCpu: assumed(100, 'm', 'a script of a few statements'),
  jobMemory: assumed(256, 'MiB', 'a script of a few statements'),
  platformPods: assumed(60, 'pods', 'components of the platform with their replicas and the surge of a rollout'),
  platformCpu: assumed(6_000, 'm', 'all components of the platform together, with two replicas of each webhook'),
  platformMemory: assumed(16_384, 'MiB', 'all components of the platform together; metrics need the most'),

  // allocatable of nodes after kubelet, system and DaemonSets
  nodeM7i2xlargeCpu: assumed(7_400, 'm', '8 cores less kubelet reservation (90 m) and agents of every node (510 m)'),
  nodeM7i2xlargeMemory: assumed(28_600, 'MiB', '32 GiB less VM overhead 7.5 %, kubelet 255 + 11 × 58 MiB, eviction 100 MiB and agents'),
  nodeM7i2xlargePods: assumed(53, 'pods', '4 interfaces × 14 addresses + 2 on the network of the node, less the 5 agents of every node'),
  nodeLaptopCpu: assumed(8_000, 'm', 'one node with everything a laptop gives to containers'),
  nodeLaptopMemory: assumed(24_000, 'MiB', 'one node with everything a laptop gives to containers'),
  nodeLaptopPods: assumed(110, 'pods', 'default of kubelet'),
};

/** Sizes by name; request and limit of memory are equal. */
export const sizes = {
  small: { cpu: '250m', memory: '512Mi', why: 'a consumer or a thin front, little state in memory' },
  medium: { cpu: '500m', memory: '1Gi', why: 'part 061 §7: the payment core example' },
  large: { cpu: '1', memory: '2Gi', why: 'CPU-bound on the confirm path, rules and caches in memory' },
};

export const nodeTypes = {
  'm7i.2xlarge': { cpuMillis: 'nodeM7i2xlargeCpu', memoryMiB: 'nodeM7i2xlargeMemory', pods: 'nodeM7i2xlargePods' },
  laptop: { cpuMillis: 'nodeLaptopCpu', memoryMiB: 'nodeLaptopMemory', pods: 'nodeLaptopPods' },
};
