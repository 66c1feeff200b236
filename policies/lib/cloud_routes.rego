# METADATA
# title: Where subnets route, and which tier they belong to
# description: >-
#   Routes are resources of their own or blocks of a table; a subnet without an association uses the main table of its network.
#   The tier of a subnet is the one whose addresses it has in the plan of the topology.
package lib.cloud_routes

import data.lib.declared
import data.lib.terraform as tf

tier(subnet) := name if {
	some name, plan in declared.topology(subnet.root).addresses.tiers
	net.cidr_contains(plan.range, subnet.body.cidr_block)
}

# Routes that packets from a subnet may take.
of_subnet(subnet) := [route |
	some table in tables_of(subnet)
	some route in by_table[table]
]

tables_of(subnet) := object.get(by_subnet, subnet.key, object.get(main_tables, subnet.module, set()))

by_subnet := found_by_subnet

by_table := found_by_table

main_tables := found_main_tables

found_by_subnet[subnet] contains table if {
	some association in tf.resources.aws_route_table_association
	some subnet in tf.targets(association, association.body.subnet_id)
	some table in tf.targets(association, association.body.route_table_id)
}

found_main_tables[table.module] contains table.key if some table in tf.resources.aws_default_route_table

found_by_table[table] contains route if {
	some route in tf.resources.aws_route
	some table in tf.targets(route, route.body.route_table_id)
}

found_by_table[table.key] contains route if {
	some type in ["aws_route_table", "aws_default_route_table"]
	some table in tf.resources[type]
	some block in tf.blocks(table.body.route)
	route := object.union(table, {"body": block})
}

destinations(route) := {destination |
	some field in ["destination_cidr_block", "destination_ipv6_cidr_block", "cidr_block", "ipv6_cidr_block"]
	destination := route.body[field]
}

leads_to_internet(route) if {
	some key in tf.targets(route, [object.get(route.body, "gateway_id", ""), object.get(route.body, "egress_only_gateway_id", "")])
	some type in ["aws_internet_gateway", "aws_egress_only_internet_gateway"]
	tf.resources[type][key]
}
