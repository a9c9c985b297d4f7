/** Weights of the calls of SubtensorModule. The form is explained at `parseMeasured`. */
export const subtensorWeights: Readonly<Record<string, string>> = {
  'SubtensorModule.set_weights':
    '293: 20730000000 4111r 2w free; 380: 15540000000 4111r 2w free; 402: 16473771000/10327372 4112r 2w free; 411: 15388200000/10327382 4112r 2w free; 413: 16897861000/10327382 4112r 2w free; 423: 15513610000/10327410 4112r 2w free',
  'SubtensorModule.set_mechanism_weights': '380: 15540000000 4111r 2w free',
  'SubtensorModule.batch_set_weights':
    '293: 105100000 14r 2w free; 380: 95460000 15r 2w free; 402: 101193000/7356 16r 2w free; 411: 101709000/7366 16r 2w free; 413: 102992000/7366 16r 2w free; 423: 103092000/7395 16r 2w free',
  'SubtensorModule.commit_weights':
    '293: 72300000 7r 2w free; 380: 67770000 10r 2w free; 402: 60772000/4526 10r 2w free; 411: 60783000/4536 10r 2w free; 413: 61421000/4536 10r 2w free; 423: 69049000/4714 13r 2w free',
  'SubtensorModule.commit_mechanism_weights': '380: 55130000 7r 2w free',
  'SubtensorModule.batch_commit_weights':
    '293: 89380000 8r 2w free; 380: 100500000 11r 2w free; 402: 141484000/4549 11r 2w free; 411: 124231000/4587 11r 2w free; 413: 129030000/4587 11r 2w free; 423: 147224000/4765 15r 2w free',
  'SubtensorModule.reveal_weights':
    '293: 122000000 16r 2w free; 380: 122000000 17r 2w free; 402: 109746000/7519 18r 2w free; 411: 107931000/7529 18r 2w free; 413: 110183000/7529 18r 2w free; 423: 111227000/7590 19r 2w free',
  'SubtensorModule.reveal_mechanism_weights': '380: 122000000 16r 2w free',
  'SubtensorModule.commit_crv3_mechanism_weights': '380: 77750000 7r 2w free',
  'SubtensorModule.batch_reveal_weights':
    '293: 420500000 16r 2w free; 380: 412000000 17r 2w free; 402: 431712000/8024 18r 2w free; 411: 407990000/8034 18r 2w free; 413: 443415000/8034 18r 2w free; 423: 421363000/8095 19r 2w free',
  'SubtensorModule.decrease_take':
    '293: 37380000 3r 2w free; 380: 30020000 3r 2w free; 402: 26330000/4258 3r 2w free; 411: 29094000/4258 3r 2w free; 413: 27160000/4258 3r 2w free; 423: 29895000/4295 3r 2w free',
  'SubtensorModule.increase_take':
    '293: 44630000 5r 2w free; 380: 36710000 5r 2w free; 402: 33501000/4351 5r 2w free; 411: 36198000/4351 5r 2w free; 413: 34381000/4351 5r 2w free; 423: 37710000/4388 5r 2w free',
  'SubtensorModule.add_stake':
    '293: 345500000 26r 15w free; 380: 523200000 20r 14w; 391: 340800000 25r 15w; 402: 346814000/8556 27r 15w; 411: 458155000/8727 35r 18w; 413: 476173000/8727 38r 18w; 423: 664064000/8727 32r 16w',
  'SubtensorModule.remove_stake':
    '293: 196800000 19r 10w free; 380: 196800000 19r 10w; 411: 419953000/10979 35r 15w; 413: 444777000/10979 35r 15w; 423: 569198000/10557 28r 13w',
  'SubtensorModule.serve_axon':
    '293: 35670000 4r 1w free; 380: 33010000 4r 1w free; 402: 33721000/6731 4r 1w free; 411: 34705000/6741 4r 1w free; 413: 33289000/6741 4r 1w free; 423: 31278000/4178 3r 1w free',
  'SubtensorModule.serve_axon_tls':
    '293: 33890000 4r 1w free; 380: 32510000 4r 1w free; 402: 32769000/6702 4r 1w free; 411: 34043000/6712 4r 1w free; 413: 32949000/6712 4r 1w free; 423: 30617000/4149 3r 1w free',
  'SubtensorModule.serve_prometheus':
    '293: 31170000 4r 1w free; 380: 29760000 4r 1w free; 402: 30095000/6704 4r 1w free; 411: 30557000/6714 4r 1w free; 413: 29784000/6714 4r 1w free; 423: 29294000/4277 3r 1w free',
  'SubtensorModule.register':
    '293: 216200000 26r 23w free; 380: 197900000 24r 20w; 402: 354034000/13600 46r 38w; 411: 359110000/13600 48r 40w; 413: 380312000/13600 48r 40w; 423: 349872000/6148 34r 29w',
  'SubtensorModule.root_register':
    '293: 145500000 23r 20w free; 380: 135900000 19r 16w; 402: 102565000/4880 19r 16w; 411: 101459000/4910 19r 16w; 413: 104294000/4910 19r 16w; 423: 103934000/4981 19r 16w',
  'SubtensorModule.burned_register':
    '293: 354400000 49r 43w free; 380: 315200000 34r 29w; 391: 354200000 47r 39w; 402: 345863000/13600 46r 38w; 411: 368327000/13600 48r 40w; 413: 368123000/13600 48r 40w; 423: 336815000/6148 34r 29w',
  'SubtensorModule.swap_hotkey':
    '293: 285900000 47r 37w operational free; 380: 275300000 52r 35w free; 402: 1154584000/28766 159r 95w; 411: 1123425000/28766 171r 95w; 413: 1208365000/28766 171r 95w; 423: 1242038000/28912 182r 99w',
  'SubtensorModule.swap_coldkey':
    '293: 208600000 14r 9w operational free; 380: 161700000 16r 11w; 391: 161700000 17r 10w; 402: 286753000/12798 31r 19w; 411: 288679000/13121 33r 19w; 413: 313503000/13121 35r 19w; 423: 312301000/13056 37r 19w',
  'SubtensorModule.set_childkey_take':
    '293: 46330000 5r 2w; 380: 66450000 5r 2w; 402: 46140000/4403 5r 2w; 411: 52989000/4464 7r 2w; 413: 53209000/4464 7r 2w; 423: 53870000/4498 7r 2w',
  'SubtensorModule.sudo_set_tx_childkey_take_rate_limit':
    '293: 5760000 1w operational free; 380: 5660000 1w; 402: 4407000 1w; 411: 5631000 1w; 413: 4647000 1w; 423: 5760000 1w',
  'SubtensorModule.sudo_set_min_childkey_take': '293: 6000 1r 1w operational free; 380: 6000 1r 1w',
  'SubtensorModule.sudo_set_max_childkey_take': '293: 6000 1r 1w operational free; 380: 6000 1r 1w',
  'SubtensorModule.register_network':
    '293: 260500000 36r 52w operational free; 380: 238500000 36r 50w; 391: 235400000 36r 52w; 402: 293954000/10091 45r 49w; 411: 271215000/9874 42r 49w; 413: 282297000/9874 42r 49w; 423: 277125000/9947 40r 48w',
  'SubtensorModule.faucet': '293: 91000000 27r 22w free',
  'SubtensorModule.dissolve_network': '293: 119000000 6r 31w operational free; 380: 119000000 6r 31w',
  'SubtensorModule.set_children': '293: 119000000 6r 31w operational; 380: 119000000 6r 31w',
  'SubtensorModule.schedule_swap_coldkey': '293: 44520000 4r 2w operational; 380: 0 5r',
  'SubtensorModule.set_identity':
    '293: 31780000 3r 1w; 380: 38230000 3r 1w; 402: 30106000/6782 3r 1w; 411: 31158000/6792 3r 1w; 413: 29874000/6792 3r 1w; 423: 32040000/6829 3r 1w',
  'SubtensorModule.set_subnet_identity':
    '293: 23080000 1r 1w; 380: 24350000 1r 1w; 402: 16254000/4060 1r 1w; 411: 18244000/4060 1r 1w; 413: 16184000/4060 1r 1w; 423: 17513000/4060 1r 1w',
  'SubtensorModule.register_network_with_identity':
    '293: 239700000 35r 51w operational free; 380: 235700000 35r 49w; 391: 396000000 35r 51w; 402: 284690000/9975 44r 48w; 411: 270434000/9758 41r 48w; 413: 278281000/9758 41r 48w; 423: 275041000/9883 39r 47w',
  'SubtensorModule.unstake_all':
    '293: 30190000 6r operational free; 380: 28830000 6r; 402: 25138000/9155 6r; 411: 27361000/9155 6r; 413: 25658000/9155 6r; 423: 26830000/9189 6r',
  'SubtensorModule.unstake_all_alpha':
    '293: 369500000 33r 16w operational free; 380: 486500000 35r 23w; 391: 358500000 40r 24w; 402: 427445000/10787 44r 24w; 411: 551489000/11306 50r 27w; 413: 599485000/11306 50r 27w; 423: 700873000/11306 43r 25w',
  'SubtensorModule.move_stake':
    '293: 419500000 32r 20w operational free; 380: 168200000 16r 7w; 391: 164300000 15r 7w; 402: 223918000/7942 19r 7w; 411: 209791000/7967 19r 7w; 413: 227526000/8000 19r 7w; 423: 216061000/7919 19r 7w',
  'SubtensorModule.transfer_stake':
    '293: 432600000 31r 19w operational free; 380: 163400000 14r 6w; 391: 160300000 13r 6w; 402: 219552000/7769 16r 6w; 411: 239797000/7961 18r 6w; 413: 258541000/7994 18r 6w; 423: 258541000/7994 19r 6w',
  'SubtensorModule.swap_stake':
    '293: 351300000 32r 17w operational free; 380: 453800000 31r 21w; 391: 351300000 36r 22w; 402: 420035000/8556 40r 22w; 411: 618804000/11273 51r 26w; 413: 655699000/11366 54r 26w; 423: 742019000/10920 47r 24w',
  'SubtensorModule.add_stake_limit':
    '293: 402800000 26r 15w free; 380: 713200000 20r 14w; 391: 402900000 25r 15w; 402: 383750000/8556 27r 15w; 411: 494572000/8727 35r 18w; 413: 516242000/8727 38r 18w; 423: 853005000/8727 32r 16w',
  'SubtensorModule.remove_stake_limit':
    '293: 403800000 30r 14w free; 380: 611100000 23r 12w; 391: 377400000 28r 13w; 402: 403169000/10626 30r 13w; 411: 451852000/10979 34r 15w; 413: 478116000/11013 34r 15w; 423: 740696000/10591 27r 13w',
  'SubtensorModule.swap_stake_limit':
    '293: 426500000 32r 17w operational free; 380: 661800000 31r 21w; 391: 411500000 36r 22w; 402: 477951000/8556 40r 22w; 411: 675150000/11427 51r 26w; 413: 707234000/11523 54r 26w; 423: 944515000/11077 47r 24w',
  'SubtensorModule.try_associate_hotkey':
    '293: 32560000 3r 3w operational; 380: 27150000 3r 3w; 402: 22504000/4210 3r 3w; 411: 24475000/4210 3r 3w; 413: 23134000/4210 3r 3w; 423: 25337000/4283 3r 3w',
  'SubtensorModule.start_call':
    '293: 35770000 4r 2w operational; 380: 29780000 5r 2w; 402: 38939000/4544 5r 2w; 411: 39093000/4583 5r 2w; 413: 38907000/4583 5r 2w; 423: 39454000/4583 5r 2w',
  'SubtensorModule.associate_evm_key':
    '293: 3000000 2r 1w operational free; 380: 3000000 2r 1w free; 423: 684242000/4415 3r 1w free',
  'SubtensorModule.recycle_alpha':
    '293: 101000000 7r 4w operational; 380: 113400000 7r 4w; 402: 130548000/4889 9r 4w; 411: 166641000/5338 13r 6w; 413: 178253000/5338 13r 6w; 423: 172139000/5219 13r 6w',
  'SubtensorModule.burn_alpha':
    '293: 98010000 7r 3w operational; 380: 112200000 7r 3w; 402: 128965000/4889 9r 3w; 411: 163325000/5338 12r 4w; 413: 174197000/5338 12r 4w; 423: 168964000/5219 12r 4w',
  'SubtensorModule.set_pending_childkey_cooldown':
    '293: 10000 operational free; 380: 1970000000000; 402: 3000000 1w',
  'SubtensorModule.remove_stake_full_limit':
    '293: 398000000/10142 30r 14w free; 380: 615000000/10142 23r 12w; 391: 395300000/10142 28r 13w; 402: 430190000/10626 30r 13w; 411: 478552000/10979 34r 15w; 413: 503033000/11013 34r 15w; 423: 754292000/10591 27r 13w',
  'SubtensorModule.register_leased_network':
    '293: 0; 402: 23859303870/1299900 1054r 1054w; 411: 22129689533/1299683 1051r 1054w; 413: 24502890429/1299683 1051r 1054w; 423: 23323111986/1299756 1049r 1053w',
  'SubtensorModule.terminate_lease':
    '293: 0; 402: 878688041/1263148 504r 507w; 411: 908963060/1263148 504r 507w; 413: 881839996/1263148 504r 507w; 423: 929668779/1270648 504r 507w',
  'SubtensorModule.update_symbol':
    '293: 28840000 4r 1w operational; 380: 26200000 4r 1w; 402: 25379000/9064 4r 1w; 411: 28123000/9074 4r 1w; 413: 25798000/9074 4r 1w; 423: 28313000/9074 4r 1w',
  'SubtensorModule.commit_timelocked_weights':
    '380: 63160000 10r 2w free; 391: 94980000 10r 2w free; 402: 73902000/4525 10r 2w free; 411: 74980000/4535 10r 2w free; 413: 73359000/4535 10r 2w free; 423: 86951000/4713 14r 2w free',
  'SubtensorModule.set_coldkey_auto_stake_hotkey':
    '380: 29930000 4r 2w; 402: 32469000/4264 4r 2w; 411: 33913000/4274 4r 2w; 413: 32979000/4274 4r 2w; 423: 33853000/4274 4r 2w',
  'SubtensorModule.commit_timelocked_mechanism_weights': '380: 84020000 9r 2w free',
  'SubtensorModule.root_dissolve_network': '380: 119000000 6r 31w',
  'SubtensorModule.claim_root':
    '380: 117000000/7767 12r 4w; 402: 140011000/7848 16r 4w; 411: 136855000/7869 16r 4w; 413: 142310000/7869 16r 4w; 423: 138999000/7875 16r 4w',
  'SubtensorModule.set_root_claim_type':
    '380: 19420000 2r 4w; 402: 15894000/3941 2r 4w; 411: 18094000/3941 2r 4w; 413: 16064000/3941 2r 4w; 423: 18283000/3941 2r 4w',
  'SubtensorModule.sudo_set_num_root_claims':
    '380: 4000000 1w; 391: 2283000 1w; 402: 2173000 1w; 411: 3006000 1w; 413: 2083000 1w; 423: 2735000 1w',
  'SubtensorModule.sudo_set_root_claim_threshold':
    '380: 5711000 1w; 402: 4737000 1w; 411: 6001000 1w; 413: 4747000 1w; 423: 5681000 1w',
  'SubtensorModule.announce_coldkey_swap':
    '380: 55700000 4r 3w; 402: 40962000/4159 4r 3w; 411: 45224000/4159 4r 3w; 413: 45167000/4159 4r 3w; 423: 47248000/4159 4r 3w',
  'SubtensorModule.swap_coldkey_announced':
    '380: 110700000 16r 6w; 402: 265261000/12705 31r 15w; 411: 265496000/13065 33r 15w; 413: 294536000/13065 35r 15w; 423: 288156000/13000 37r 15w',
  'SubtensorModule.dispute_coldkey_swap':
    '380: 20750000 2r 1w; 402: 20701000/4130 2r 1w; 411: 23103000/4130 2r 1w; 413: 21452000/4130 2r 1w; 423: 23293000/4130 2r 1w',
  'SubtensorModule.reset_coldkey_swap':
    '380: 8977000 2w; 402: 7151000 2w; 411: 8856000 2w; 413: 7271000 2w; 423: 8857000 2w',
  'SubtensorModule.enable_voting_power_tracking': '380: 10000 2r 2w',
  'SubtensorModule.disable_voting_power_tracking': '380: 10000 2r 1w',
  'SubtensorModule.sudo_set_voting_power_ema_alpha': '380: 6000 1r 1w',
  'SubtensorModule.add_stake_burn':
    '380: 757700000/8556 23r 15w; 391: 368000000/8556 28r 16w; 402: 484481000/8556 30r 16w; 411: 586314000/8727 36r 18w; 413: 646565000/8727 39r 19w; 423: 967308000/8727 33r 17w',
  'SubtensorModule.clear_coldkey_swap_announcement': '391: 17890000 2r 1w',
  'SubtensorModule.register_limit': '402: 354200000 47r 40w',
  'SubtensorModule.lock_stake':
    '411: 98204000/5116 11r 2w; 413: 114028000/7584 17r 2w; 423: 115995000/7655 17r 3w',
  'SubtensorModule.set_tempo': '423: 46407000/4440 6r 3w',
  'SubtensorModule.set_activity_cutoff_factor': '423: 39193000/4364 7r 2w',
  'SubtensorModule.trigger_epoch': '423: 42539000/4447 8r 2w',
}
