import type { Situation } from './situation.js'

export const round: Situation = {
  title: 'Rounds of a validator: asking and scoring',
  first:
    '`subnet doctor` finds the validator that runs on this machine and shows its checks; `subnet validator … --once` plays one round and prints all of it.',
  causes: {
    NOBODY_REACHED:
      'No miner could be connected to. If all are unreachable, the line of this machine is the likelier cause, so that no miner is charged.',
    REFUSED_BY_ALL:
      'Every miner refused: the hotkey has no permit and too little stake, or the clock of this machine is off.',
    ROUND_PARTLY_VOID: 'Some queries failed for a cause on this side. Those miners keep their scores.',
    NOTHING_ASKED:
      'No question could be made or sent: the task source failed for all, or budgets left no room.',
    ROUND_TOO_SHORT: 'A round has less time than a slow miner may take for its tasks.',
    BUDGET_TOO_SMALL: 'The limits on what a round may spend do not allow a single miner.',
    ANSWERS_FULL: 'Scoring is slower than asking: answers wait, and their memory is bounded.',
    SCORE_OUT_OF_RANGE:
      'A criterion, gate or factor returned something else than a number from 0 to 1, often NaN from a division by zero.',
    CHECKER_FAILED:
      'A part of the rubric threw on an answer. That answer alone has no score; look at its receipt.',
    COMPARE_FAILED:
      'A criterion that compares answers threw, or its judge did not answer. The round counts without it.',
    TOO_FEW_PEERS: 'The criterion compares miners, and too few answered in that group.',
    NOT_YET: 'The part scores what a later round shows, such as the outcome of a forecast. It is no failure.',
    OBSERVE_FAILED:
      '`observe` of the task source failed, often for a feed that does not answer. It is tried again.',
    SCOREBOARD_CHANGED:
      'The settings of the scoreboard were changed, and the subnet says that scores must not be converted.',
    SCORES_NEWER:
      'A later version of the subnet has written to this store. Going back is a release under a higher version.',
    ACTIVATION_BEHIND:
      'The owner has activated a version that this validator does not have: its weights follow the former rubric.',
    VERSIONS_MIXED:
      'Two coordinators of one hotkey run different versions. It is harmless for the time of an update.',
    SUBNET_DIFFERS: 'The worker has another version of the subnet than its coordinator.',
    CHAIN_WENT_BACK:
      'The store knows blocks that the chain does not have: a devnet that was restarted, or another chain.',
    CHAIN_DIFFERS: 'The store belongs to another chain.',
    STORE_BUSY: 'Another validator has that folder open. Two of them would write over each other.',
    STORE_NEWER: 'A newer subnetkit has written to the store.',
    STORE_CORRUPT:
      'Files of the embedded database are damaged, such as after a disk that was full or a copy of a running folder.',
    STORE_STOPPED: 'The embedded database ended, mostly for want of memory or disk.',
    DRIVER_MISSING: 'PostgreSQL needs a package that is not among the dependencies of subnetkit.',
    DATABASE_UNREACHABLE: 'PostgreSQL does not run, or does not listen at that address.',
    DATABASE_LOGIN_REFUSED: 'The user, the password or the rules of the server do not fit.',
    DATABASE_SLOW: 'The server is busy, its disk is slow, or it has too few connections for all processes.',
    DATABASE_READ_ONLY: 'The URL leads to a standby.',
    QUEUE_UNAVAILABLE: 'Redis does not run, or does not listen at that address.',
    QUEUE_FULL: 'Redis has reached `maxmemory` and does not evict, as it should.',
    QUEUE_EVICTS: 'Redis would throw jobs away when it is full.',
    QUEUE_CLUSTERED: 'The address is a node of a cluster.',
    JOB_LOCK_LOST:
      'The process did not give a sign of life in time: a rubric that computes for seconds, or a machine that was asleep.',
    JOB_STALLED: 'The workers of that job died each time, often for want of memory.',
    SCOREBOARD_BROKEN:
      'A scoreboard of your own returned a state that is too large or no JSON, a score outside of 0 to 1, or threw. The round is not folded until it is corrected.',
    STOPPING:
      'The process is being stopped while a step runs. The store knows what is done, so nothing is lost.',
    COMPARE_INCOMPLETE:
      'A criterion compared some pairs of the group, and its judge or a feature was missing for the others. What was compared counts.',
    NOT_CHECKED:
      'A part of the rubric depends on something outside, such as a model, a feed or a catalogue, that was away or answered with an error.',
    SHADOW_FAILED:
      'The next version of the subnet is scored beside the active one, and its rubric threw or returned no score.',
    ROUND_VERSION_DIFFERS:
      'The subnet was upgraded while a round was open, and the worker that took the job has the other version. Tasks of a round are drawn and scored by one version only.',
    VALUE_NOT_CARRIED:
      'A handler, a task or an answer has a value that JSON has no form for, such as a bigint, a date, `undefined` in a list or a number that is not finite, at a place whose schema does not say how to carry it.',
    DATABASE_LOST:
      'PostgreSQL was restarted, a failover moved it, a pooler or a firewall cut an idle connection, or a statement was not answered in its time.',
    DATABASE_MISSING:
      'The server has no database of that name on this server; subnetkit makes tables, not databases.',
    DATABASE_TLS_FAILED:
      'The URL asks for TLS and the server offers none, its certificate is signed by an authority that this machine does not trust, or the file of `sslrootcert` cannot be read.',
    DATABASE_DENIED:
      'The user may log in and may not create schemas, or the tables were made by another user.',
    DATABASE_OUTDATED: 'The store uses statements that this version of the server does not have.',
    QUEUE_UNSAVED:
      'Redis could not write its last snapshot, mostly for want of disk space, or of memory to fork, and by default takes no more writes then.',
    QUEUE_READ_ONLY: 'The address is of a replica, or of a former master after a failover.',
    QUEUE_LOGIN_REFUSED:
      'Redis wants a password that `redisUrl` lacks, has none where the URL gives one, or they differ.',
    QUEUE_NOT_PERMITTED:
      'The ACL of that user lacks a command or a pattern of keys that BullMQ uses, such as scripts.',
    QUEUE_CERTIFICATE_UNTRUSTED:
      'The URL begins with `rediss://`, and the certificate is self-signed, expired, or of an authority that Node.js does not know.',
    QUEUE_TOO_OLD: 'BullMQ needs commands that came with Redis 6.2.',
    QUEUE_ELSEWHERE:
      'A subnet has its jobs on one of several servers. The coordinator has a server in its list that the worker lacks, or lists it under another name.',
  },
}
