/** A configuration of Prometheus that scrapes one machine and loads the alerts: a start to be adapted. */
export const scrapeConfig = `# Prometheus for the processes of subnetkit. Written by \`npm run metrics\`: copy it, and name your processes.
global:
  scrape_interval: 15s
  evaluation_interval: 15s
rule_files:
  - alerts.yml
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['127.0.0.1:9093']
scrape_configs:
  # Names of jobs begin with subnetkit: the alert ProcessDown looks for it.
  - job_name: subnetkit-validator
    static_configs:
      - targets: ['127.0.0.1:9465']
  - job_name: subnetkit-miner
    static_configs:
      - targets: ['127.0.0.1:9466']
  - job_name: subnetkit-gateway
    static_configs:
      - targets: ['127.0.0.1:9467']
`
