/* The layouts of well-known files, after what their makers document. A new one is a row. */
#include "names.h"

const struct ingest_layout ingest_layouts[] = {
    {.name = "istanbul_shopping",
     .kind = RI_SALES,
     .currency = "TRY",
     .columns =
         "invoiceno customerid category quantity price paymentmethod invoicedate shoppingmall",
     .claims =
         "transaction=invoiceno customer=customerid category=category product=category "
         "quantity=quantity "
         "unit_price=price payment_method=paymentmethod sold_at=invoicedate store=shoppingmall",
     .say = "the shopping data of ten Istanbul malls; its products are its categories"},
    {.name = "uci_online_retail",
     .kind = RI_SALES,
     .currency = "GBP",
     .prefix_c = true,
     .columns = "invoiceno stockcode description quantity invoicedate unitprice customerid country",
     .claims = "transaction=invoiceno product=stockcode product_name=description quantity=quantity "
               "sold_at=invoicedate "
               "unit_price=unitprice customer=customerid",
     .say = "UCI Online Retail: pounds, invoices that begin with C cancel"},
    {.name = "uci_online_retail_2",
     .kind = RI_SALES,
     .currency = "GBP",
     .prefix_c = true,
     .columns = "invoice stockcode description quantity invoicedate price customerid country",
     .claims = "transaction=invoice product=stockcode product_name=description quantity=quantity "
               "sold_at=invoicedate "
               "unit_price=price customer=customerid",
     .say = "UCI Online Retail II: pounds, invoices that begin with C cancel"},
    {.name = "cdnow_master",
     .kind = RI_SALES,
     .currency = "USD",
     .columns = "customerid date numberofcds dollarvalue",
     .claims = "customer=customerid sold_at=date quantity=numberofcds gross=dollarvalue",
     .say = "CDNOW master: one line a purchase, dollars"},
    {.name = "cdnow_sample",
     .kind = RI_SALES,
     .currency = "USD",
     .shape = "nndnm",
     .claims = "customer=#1 sold_at=#3 quantity=#4 gross=#5",
     .say = "CDNOW sample without a header: customer, sample number, date, CDs, dollars"},
    {.name = "cdnow_sample",
     .kind = RI_SALES,
     .currency = "USD",
     .columns = "masterid sampleid date cds sales",
     .claims = "customer=masterid sold_at=date quantity=cds gross=sales",
     .say = "CDNOW sample: customer, sample number, date, CDs, dollars"},
    {.name = "shopify_orders",
     .kind = RI_SALES,
     .columns = "name createdat lineitemquantity lineitemname lineitemprice",
     .claims =
         "transaction=name sold_at=createdat quantity=lineitemquantity "
         "product_name=lineitemname product=lineitemsku|lineitemname unit_price=lineitemprice "
         "discount=discountamount tax=taxes customer=email currency=currency "
         "payment_method=paymentmethod store=location kind=financialstatus gross= net= line= "
         "category= cost= origin= register=",
     .settings = "group=name carry=transaction,sold_at,customer,currency,payment_method,store,kind "
                 "spread=discount,tax taxes=by_total kinds=voided:void,*:sale order_total=total "
                 "order_subtotal=subtotal order_shipping=shipping order_refund=refundedamount",
     .say =
         "orders as Shopify exports them: one line an item, the order's own columns on its first"},
    {.name = "shopify_products",
     .kind = RI_PRODUCTS,
     .columns = "urlhandle title vendor sku",
     .claims = "product=sku|urlhandle name=title brand=vendor category=productcategory|type "
               "gtin=barcode list_price=price unit_cost=costperitem status=",
     .settings = "group=urlhandle carry=name,brand,category",
     .say = "products as Shopify exports them: one line a variant"},
    {.name = "shopify_products",
     .kind = RI_PRODUCTS,
     .columns = "handle title vendor variantsku",
     .claims = "product=variantsku|handle name=title brand=vendor category=productcategory|type "
               "gtin=variantbarcode list_price=variantprice unit_cost=costperitem status=",
     .settings = "group=handle carry=name,brand,category",
     .say = "products as Shopify exports them: one line a variant"},
    {.name = "shopify_inventory",
     .kind = RI_STOCK,
     .columns = "handle title sku location onhandcurrent",
     .claims = "product=sku|handle store=location on_hand=onhandcurrent "
               "on_order=incomingnoteditable|incoming reserved=committednoteditable|committed",
     .say = "stock as Shopify exports it: one line a variant and location"},
    {.name = "shopify_inventory",
     .kind = RI_STOCK,
     .columns = "handle title sku location onhand",
     .claims =
         "product=sku|handle store=location on_hand=onhand on_order=incoming reserved=committed",
     .say = "stock as Shopify exports it: one line a variant and location"},
    {.name = "shopify_inventory_wide",
     .kind = RI_STOCK,
     .columns = "handle title option1name option1value sku coo",
     .claims = "product=sku|handle",
     .settings = "wide=after:coo",
     .say = "stock as Shopify exported it before 2022: one column a location"},
    {.name = "square_items",
     .kind = RI_STOCK,
     .columns = "token itemname sku price",
     .claims = "product=sku|itemname",
     .settings = "wide=currentquantity*",
     .say = "the item library of Square: one column a location"},
    {.name = "square_items",
     .kind = RI_PRODUCTS,
     .columns = "token itemname sku price",
     .claims =
         "product=sku|itemname name=itemname+variationname category=categories|category gtin=gtin "
         "list_price=price unit_cost=defaultunitcost supplier=defaultvendorname",
     .say = "the item library of Square: one line a variation"},
    {.name = "square_item_sales",
     .kind = RI_SALES,
     .columns = "date time item qty grosssales discounts netsales tax transactionid",
     .claims = "transaction=transactionid sold_at=date+time product=sku|item "
               "product_name=item category=category quantity=qty gross=grosssales "
               "discount=discounts net=netsales tax=tax customer=customerid store=location "
               "register=devicename kind=eventtype unit_price= line= cost= origin=",
     .settings = "kinds=payment:sale,refund:return taxes=excluded",
     .say = "Square's item sales: one line an item, amounts without tax"},
    {.name = "square_transactions",
     .kind = RI_SALES,
     .columns = "date time grosssales discounts netsales tax totalcollected transactionid",
     .claims = "transaction=transactionid sold_at=date+time gross=grosssales discount=discounts "
               "net=netsales tax=tax customer=customerid store=location register=devicename "
               "payment_method=cardbrand|othertendertype kind=eventtype product_name=description "
               "unit_price= line= cost= origin= product= quantity=",
     .settings = "kinds=payment:sale,refund:return taxes=excluded",
     .say = "Square's transactions: one line a payment, amounts without tax"},
    {.name = "google_product_feed",
     .kind = RI_PRODUCTS,
     .columns = "id title link price availability",
     .claims = "product=id name=title list_price=price unit_cost=costofgoodssold gtin=gtin "
               "brand=brand category=producttype|googleproductcategory status=",
     .say = "a product feed of the Google Merchant Center: prices carry their currency"},
    {.name = "m5_days",
     .kind = RI_DEMAND,
     .columns = "id itemid deptid catid storeid stateid d1 d2",
     .claims = "series=id",
     .say = "Walmart M5, wide: d_1 is 2011-01-29"},
    {.name = "rossmann",
     .kind = RI_DEMAND,
     .columns = "store dayofweek date sales customers open promo stateholiday",
     .claims = "series=store day=date units=sales",
     .say = "Rossmann: sales by store and day"},
    {.name = "rossmann",
     .kind = RI_FOOTFALL,
     .columns = "store dayofweek date sales customers open promo stateholiday",
     .claims = "store=store interval_start=date counted_in=customers counted_out= minutes= door=",
     .say = "Rossmann: customers by store and day"},
    {.name = "rossmann_stores",
     .kind = RI_STORES,
     .columns = "store storetype assortment competitiondistance",
     .claims = "store=store name= region=",
     .say = "Rossmann: one line a store"},
};
const size_t ingest_layouts_count = RI_COUNT(ingest_layouts);
