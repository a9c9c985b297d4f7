/** Weights of the calls of AdminUtils. The form is explained at `parseMeasured`. */
export const adminUtilsWeights: Readonly<Record<string, string>> = {
  'AdminUtils.swap_authorities':
    '293: 5062000 1w; 380: 4629000 1w; 402: 4548142 1w +27191; 411: 4538772 1w +25351; 423: 4442146 1w +29392',
  'AdminUtils.sudo_set_default_take':
    '293: 5831000 1w; 380: 5420000 1w; 402: 5661000 1w; 411: 5640000 1w; 423: 5400000 1w',
  'AdminUtils.sudo_set_tx_rate_limit':
    '293: 0 operational free; 380: 5400000 1w; 402: 5460000 1w; 411: 5500000 1w; 423: 5440000 1w',
  'AdminUtils.sudo_set_serving_rate_limit':
    '293: 6682000 1w; 380: 22980000 2r 1w; 402: 21229000/4092 2r 1w; 411: 21500000/4092 2r 1w; 423: 28633000/4212 4r 1w',
  'AdminUtils.sudo_set_min_difficulty':
    '293: 19780000 1r 1w; 380: 26390000 3r 1w; 402: 26741000/4225 3r 1w; 411: 26890000/4235 3r 1w; 423: 34554000/4383 5r 1w',
  'AdminUtils.sudo_set_max_difficulty':
    '293: 16750000 1r 1w; 380: 26990000 3r 1w; 402: 26830000/4225 3r 1w; 411: 26870000/4235 3r 1w; 423: 34704000/4383 5r 1w',
  'AdminUtils.sudo_set_weights_version_key':
    '293: 16320000 1r 1w; 380: 26220000 3r 1w; 402: 26910000/4225 3r 1w; 411: 26960000/4235 3r 1w; 423: 34204000/4383 5r 1w',
  'AdminUtils.sudo_set_weights_set_rate_limit':
    '293: 16560000 1r 1w; 380: 15060000 1r 1w; 402: 16902000/4074 1r 1w; 411: 16571000/4084 1r 1w; 423: 16420000/4084 1r 1w',
  'AdminUtils.sudo_set_adjustment_interval':
    '293: 16570000 1r 1w; 380: 21320000 1r 1w; 402: 16641000/4074 1r 1w; 411: 16811000/4084 1r 1w; 423: 16320000/4084 1r 1w',
  'AdminUtils.sudo_set_adjustment_alpha': '293: 14000000 1r 1w operational free; 380: 14000000 1r 1w',
  'AdminUtils.sudo_set_immunity_period':
    '293: 19380000 1r 1w; 380: 26620000 3r 1w; 402: 26770000/4225 3r 1w; 411: 26920000/4235 3r 1w; 423: 34414000/4383 5r 1w',
  'AdminUtils.sudo_set_min_allowed_weights':
    '293: 19770000 1r 1w; 380: 26630000 3r 1w; 402: 27291000/4225 3r 1w; 411: 27151000/4235 3r 1w; 423: 34664000/4383 5r 1w',
  'AdminUtils.sudo_set_max_allowed_uids':
    '293: 23820000 2r 1w; 380: 32140000 6r 1w; 402: 33493000/4260 6r 1w; 411: 35696000/4285 6r 1w; 423: 43381000/4433 8r 1w',
  'AdminUtils.sudo_set_kappa':
    '293: 16440000 1r 1w; 380: 15390000 1r 1w; 402: 16521000/4074 1r 1w; 411: 16501000/4084 1r 1w; 423: 16301000/4084 1r 1w',
  'AdminUtils.sudo_set_rho':
    '293: 13770000 1r 1w; 380: 23360000 3r 1w; 402: 24045000/4225 3r 1w; 411: 23735000/4235 3r 1w; 423: 31268000/4383 5r 1w',
  'AdminUtils.sudo_set_activity_cutoff':
    '293: 22600000 2r 1w; 380: 28720000 4r 1w; 402: 29455000/4287 4r 1w; 411: 29676000/4297 4r 1w; 423: 35165000/4383 6r 1w',
  'AdminUtils.sudo_set_network_registration_allowed':
    '293: 8696000 1w operational free; 380: 7343000 1w; 402: 6763000 1w; 411: 7124000 1w; 423: 7113000 1w',
  'AdminUtils.sudo_set_network_pow_registration_allowed':
    '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_target_registrations_per_interval':
    '293: 16260000 1r 1w; 380: 25980000 3r 1w; 402: 26801000/4225 3r 1w; 411: 26990000/4235 3r 1w; 423: 34103000/4383 5r 1w',
  'AdminUtils.sudo_set_min_burn':
    '293: 19840000 1r 1w; 380: 29970000 4r 1w; 402: 29665000/4227 4r 1w; 411: 30005000/4237 4r 1w; 423: 37780000/4385 6r 1w',
  'AdminUtils.sudo_set_max_burn':
    '293: 16250000 1r 1w; 380: 30510000 4r 1w; 402: 29836000/4252 4r 1w; 411: 29765000/4262 4r 1w; 423: 36949000/4410 6r 1w',
  'AdminUtils.sudo_set_difficulty':
    '293: 17040000 1r 1w; 380: 38500000 3r 1w; 402: 26760000/4225 3r 1w; 411: 27091000/4235 3r 1w; 423: 34434000/4383 5r 1w',
  'AdminUtils.sudo_set_max_allowed_validators':
    '293: 25210000 2r 1w; 380: 30930000 4r 1w; 402: 28414000/4225 4r 1w; 411: 28463000/4235 4r 1w; 423: 35896000/4383 6r 1w',
  'AdminUtils.sudo_set_bonds_moving_average':
    '293: 16880000 1r 1w; 380: 26270000 3r 1w; 402: 26910000/4225 3r 1w; 411: 27130000/4235 3r 1w; 423: 34495000/4383 5r 1w',
  'AdminUtils.sudo_set_bonds_penalty':
    '293: 20030000 1r 1w; 380: 26890000 3r 1w; 402: 26971000/4225 3r 1w; 411: 27021000/4235 3r 1w; 423: 34354000/4383 5r 1w',
  'AdminUtils.sudo_set_max_registrations_per_block':
    '293: 19680000 1r 1w; 380: 26970000 3r 1w; 402: 26680000/4225 3r 1w; 411: 26951000/4235 3r 1w; 423: 34604000/4383 5r 1w',
  'AdminUtils.sudo_set_subnet_owner_cut': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_network_rate_limit': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_tempo':
    '293: 16690000 1r 1w; 380: 25790000 3r 1w; 402: 26550000/4225 3r 1w; 411: 26580000/4235 3r 1w; 423: 36298000/4383 5r 2w',
  'AdminUtils.sudo_set_total_issuance':
    '293: 0 operational free; 380: 2875000 1w; 402: 2775000 1w; 411: 6102000; 423: 5931000',
  'AdminUtils.sudo_set_network_immunity_period': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_network_min_lock_cost': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_subnet_limit': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_lock_reduction_interval': '293: 14000000 1w operational free; 380: 14000000 1w',
  'AdminUtils.sudo_set_rao_recycled':
    '293: 0 operational free; 380: 15060000/4045 1r 1w; 402: 16912000/4074 1r 1w; 411: 16380000/4084 1r 1w; 423: 16541000/4084 1r 1w',
  'AdminUtils.sudo_set_stake_threshold':
    '293: 0 operational free; 380: 5000000 1w; 402: 5611000 1w; 411: 5510000 1w; 423: 5500000 1w',
  'AdminUtils.sudo_set_nominator_min_required_stake':
    '293: 0 operational free; 380: 28050000/6792 4r 1w; 402: 29555000/6875 5r 1w; 411: 29535000/6852 5r 1w; 423: 30697000/6890 5r 1w',
  'AdminUtils.sudo_set_tx_delegate_take_rate_limit':
    '293: 0 operational free; 380: 5019000 1w; 402: 5600000 1w; 411: 5390000 1w; 423: 5420000 1w',
  'AdminUtils.sudo_set_min_delegate_take':
    '293: 0 operational free; 380: 7214000 1w; 402: 5501000 1w; 411: 5471000 1w; 423: 5490000 1w',
  'AdminUtils.sudo_set_commit_reveal_weights_enabled':
    '293: 19480000 1r 1w; 380: 26730000 3r 1w; 402: 26920000/4225 3r 1w; 411: 26940000/4235 3r 1w; 423: 34544000/4383 5r 1w',
  'AdminUtils.sudo_set_liquid_alpha_enabled':
    '293: 0 operational free; 380: 18300000 2r 1w; 402: 18775000/4122 2r 1w; 411: 18084000/4132 2r 1w; 423: 25538000/4280 4r 1w',
  'AdminUtils.sudo_set_alpha_values':
    '293: 0 operational free; 380: 25280000/4089 3r 1w; 402: 27011000/4269 3r 1w; 411: 26509000/4279 3r 1w; 423: 34224000/4427 5r 1w',
  'AdminUtils.sudo_set_dissolve_network_schedule_duration':
    '293: 0 operational free; 380: 5000000 1w; 402: 5561000 1w; 411: 5440000 1w; 423: 5591000 1w',
  'AdminUtils.sudo_set_commit_reveal_weights_interval':
    '293: 17160000 1r 1w; 380: 26950000 3r 1w; 402: 27061000/4225 3r 1w; 411: 27551000/4235 3r 1w; 423: 34654000/4383 5r 1w',
  'AdminUtils.sudo_set_evm_chain_id': '293: 27199000 1r 1w',
  'AdminUtils.schedule_grandpa_change':
    '293: 9060000 1r 1w; 380: 7779000 1r 1w; 402: 7810888/2779 1r 1w +19930; 411: 7890823/2779 1r 1w +17669; 423: 7972506/2779 1r 1w +15444',
  'AdminUtils.sudo_set_toggle_transfer':
    '293: 0 operational free; 380: 20460000 2r 1w; 402: 20770000/4122 2r 1w; 411: 20628000/4132 2r 1w; 423: 28343000/4280 4r 1w',
  'AdminUtils.sudo_set_recycle_or_burn': '380: 20000000 2r 2w',
  'AdminUtils.sudo_toggle_evm_precompile':
    '293: 0 operational free; 380: 5744000/3507 1r; 402: 6282000/3507 1r; 411: 6382000/3507 1r; 423: 6162000/3507 1r',
  'AdminUtils.sudo_set_subnet_moving_alpha':
    '293: 0 operational free; 380: 3000000 1w; 402: 2996000 1w; 411: 2945000 1w; 423: 2955000 1w',
  'AdminUtils.sudo_set_subnet_owner_hotkey': '293: 0 operational free; 380: 3918000 1w',
  'AdminUtils.sudo_set_ema_price_halving_period':
    '293: 0 operational free; 380: 6201000 1w; 402: 4027000 1w; 411: 4158000 1w; 423: 4198000 1w',
  'AdminUtils.sudo_set_alpha_sigmoid_steepness':
    '293: 0 operational free; 380: 23140000/4045 3r 1w; 402: 23774000/4225 3r 1w; 411: 23824000/4235 3r 1w; 423: 31438000/4383 5r 1w',
  'AdminUtils.sudo_set_yuma3_enabled':
    '293: 0 operational free; 380: 20460000 2r 1w; 402: 21140000/4122 2r 1w; 411: 20928000/4132 2r 1w; 423: 28583000/4280 4r 1w',
  'AdminUtils.sudo_set_bonds_reset_enabled':
    '293: 0 operational free; 380: 32930000 2r 1w; 402: 23103000/4122 2r 1w; 411: 23013000/4132 2r 1w; 423: 30507000/4280 4r 1w',
  'AdminUtils.sudo_set_sn_owner_hotkey':
    '293: 0 operational free; 380: 20570000/4204 2r 2w; 402: 22221000/4167 2r 2w; 411: 25427000/4177 2r 2w; 423: 25687000/4177 2r 2w',
  'AdminUtils.sudo_set_subtoken_enabled':
    '293: 0 operational free; 380: 17980000 2r 1w; 402: 17914000/4122 2r 1w; 411: 17342000/4132 2r 1w; 423: 25467000/4280 4r 1w',
  'AdminUtils.sudo_set_commit_reveal_version':
    '380: 7114000 1w; 402: 5961000 1w; 411: 6292000 1w; 423: 6052000 1w',
  'AdminUtils.sudo_set_owner_immune_neuron_limit':
    '380: 18020000 2r 1w; 402: 18034000/4122 2r 1w; 411: 17663000/4132 2r 1w; 423: 25107000/4280 4r 1w',
  'AdminUtils.sudo_set_ck_burn': '380: 15650000 1r 1w',
  'AdminUtils.sudo_set_admin_freeze_window':
    '380: 5510000 1w; 402: 5601000 1w; 411: 5540000 1w; 423: 5450000 1w',
  'AdminUtils.sudo_set_owner_hparam_rate_limit':
    '380: 5701000 1w; 402: 5550000 1w; 411: 5620000 1w; 423: 5471000 1w',
  'AdminUtils.sudo_set_mechanism_count': '380: 15000000 1r 1w',
  'AdminUtils.sudo_set_mechanism_emission_split': '380: 15000000 1r 1w',
  'AdminUtils.sudo_trim_to_max_allowed_uids':
    '380: 32880000 6r 1w; 402: 28463000/4225 6r 1w; 411: 30477000/4250 6r 1w; 423: 38302000/4398 8r 1w',
  'AdminUtils.sudo_set_min_allowed_uids':
    '380: 31550000 5r 1w; 402: 30317000/4225 5r 1w; 411: 30577000/4235 5r 1w; 423: 37890000/4383 7r 1w',
  'AdminUtils.sudo_set_tao_flow_cutoff': '380: 7343000 1w',
  'AdminUtils.sudo_set_tao_flow_normalization_exponent': '380: 7343000 1w',
  'AdminUtils.sudo_set_tao_flow_smoothing_factor': '380: 7343000 1w',
  'AdminUtils.sudo_set_max_mechanism_count': '380: 15000000 1r 1w',
  'AdminUtils.sudo_set_min_non_immune_uids':
    '380: 7114000 1w; 402: 7073000 1w; 411: 7134000 1w; 423: 6783000 1w',
  'AdminUtils.sudo_set_start_call_delay': '380: 14000000 1w',
  'AdminUtils.sudo_set_coldkey_swap_announcement_delay':
    '380: 5000000 1w; 402: 5691000 1w; 411: 5511000 1w; 423: 5370000 1w',
  'AdminUtils.sudo_set_coldkey_swap_reannouncement_delay':
    '380: 5000000 1w; 402: 5450000 1w; 411: 5500000 1w; 423: 5360000 1w',
  'AdminUtils.sudo_set_burn_half_life': '402: 25000000 4r 1w operational',
  'AdminUtils.sudo_set_burn_increase_mult': '402: 25000000 4r 1w operational',
  'AdminUtils.sudo_set_owner_cut_enabled': '411: 25000000 4r 1w operational',
  'AdminUtils.sudo_set_min_childkey_take_per_subnet': '411: 30327000/4271 5r 1w; 423: 38100000/4419 7r 1w',
  'AdminUtils.sudo_set_subnet_emission_enabled': '411: 16490000/4084 1r 1w; 423: 16351000/4084 1r 1w',
  'AdminUtils.sudo_set_owner_cut_auto_lock_enabled': '411: 25000000 4r 1w operational',
  'AdminUtils.sudo_set_max_epochs_per_block': '423: 5530000 1w',
}
